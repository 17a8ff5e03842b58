/** The files that do not grow with time: units, cadres, systems, requirements, places, devices, excuses, means. */
import { COUNTY_CODE } from './geography.ts';
import type { Point } from './geography.ts';
import { iso } from './calendar.ts';
import { departmentName, DEPARTMENTS } from './departments.ts';
import { writeInspections } from './inspections.ts';
import { writeAssets } from './assets.ts';
import { writePilots } from './pilots.ts';
import { SHEET, SYSTEMS } from './systems.ts';
import { profileOf } from './township-profiles.ts';
import type { World } from './world.ts';
import { writeWorkGroups } from './work-groups.ts';
import type { WorldWriter } from './writer.ts';

const six = (n: number): string => n.toFixed(6);

function writeUnits(world: World, writer: WorldWriter): void {
  const { county } = world;
  const unit = (
    code: string,
    name: string,
    level: string,
    parent: string,
    population = '',
    quota = '',
    budget = '',
  ): Record<string, string> => ({
    code,
    name,
    level,
    parent_code: parent,
    line_parent_code: '',
    population,
    staff_quota: quota,
    budget_yuan: budget,
  });
  const total = county.townships.reduce((sum, t) => sum + t.population, 0);
  writer.table('org_units', [
    unit(county.city.code, county.city.name, 'city', ''),
    unit(county.code, county.name, 'county', county.city.code, String(total)),
    ...DEPARTMENTS.map((d) => unit(`${COUNTY_CODE}-${d.code}`, d.name, 'county', county.code)),
    ...county.townships.flatMap((t) => {
      const { quota, budget } = profileOf(t.index);
      return [
        unit(t.code, t.name, 'township', county.code, String(t.population), String(quota), String(budget)),
        // Village cadres are elected and grid workers hired: neither hold posts.
        ...t.villages.flatMap((v) => [
          unit(v.code, v.name, 'village', t.code, String(v.population)),
          ...v.grids.map((g) => unit(g.code, g.name, 'grid', v.code)),
        ]),
      ];
    }),
  ]);
}

function writePeople(world: World, writer: WorldWriter): void {
  writer.table(
    'cadres',
    world.cadres.map((c) => ({
      code: c.code,
      org_unit_code: c.unit,
      name: c.name,
      post: c.post,
      active_from: '2023-01-01',
      active_to: '',
      seconded_to_org_unit_code: c.secondedTo,
    })),
  );
  writer.table(
    'leave',
    world.cadres.flatMap((c) =>
      c.leave.map(({ from, to, kind }) => ({ cadre_code: c.code, from: iso(from), to: iso(to), kind })),
    ),
  );
}

function writeRequirements(world: World, writer: WorldWriter): void {
  writer.table(
    'systems',
    SYSTEMS.map((s) => ({
      code: s.code,
      name: s.name,
      owner: s.above?.name ?? departmentName(s.owner),
      owner_level: s.above?.level ?? 'county',
      launched_on: s.launched,
      retired_on: s.retired,
      filing_status: s.filing,
      features: s.features,
      approval_no: s.filing === '未备案' ? '' : `临数备〔${s.launched.slice(0, 4)}〕${s.code}号`,
      annual_cost_yuan: s.cost,
      registered_users: Math.round(world.cadres.length * s.accounts),
      audience: s.audience,
      exemption: s.exemption,
      carrier: s.carrier,
      category: s.category,
      last_updated_on: s.updated,
    })),
  );
  writer.table(
    'requirements',
    [...world.requirements.values()].map((r, i) => ({
      code: r.code,
      name: r.name,
      kind: r.kind,
      issuer: departmentName(r.issuer),
      system_code: r.system === SHEET ? '' : r.system,
      frequency: r.frequency,
      trace_kinds: r.trace,
      photos_min: r.photosMin,
      scoring_weight: r.weight,
      ranked: r.ranked,
      metric: r.metric,
      target: r.target,
      fields: r.fields.map((f) => `${f.label}|${f.key}`).join(';'),
      template_text: r.template,
      catalogue_no: r.dutyList === 'none' ? '' : `LL-${String(i + 1).padStart(3, '0')}`,
      duty_list_kind: r.dutyList,
      target_level: r.targetLevel,
      necessity: r.necessity,
      valid_from: '2024-01-01',
      valid_to: r.validTo,
      minutes_estimate: r.minutes,
      ad_hoc_filing_no: r.adHocFiling,
      retained_list_no: r.retainedList,
      own_duty: r.ownDuty,
      grassroots_duty: r.grassrootsDuty,
      support_given: r.support,
    })),
  );
}

function writeExcuses(world: World, writer: WorldWriter): void {
  const { county, disturbances } = world;
  const villages = county.townships.flatMap((t) => t.villages);
  const place = (
    code: string,
    point: Point,
    radius: number,
    requirement: string,
    unit: string,
  ): Record<string, string> => ({
    code,
    lat: six(point.lat),
    lon: six(point.lon),
    radius_m: String(radius),
    requirement_code: requirement,
    org_unit_code: unit,
  });
  writer.table('places', [
    ...county.townships.map((t) => place(`PL-${t.code}-OFFICE`, t.office, 150, '', t.code)),
    ...county.townships.map((t) => place(`PL-${t.code}-STATION`, t.station, 120, 'CK-JF', t.code)),
    ...villages.map((v) => place(`PL-${v.code}`, v.office, 120, 'CK-CG', v.code)),
    ...(world.trials ? villages.map((v) => place(`PL-${v.code}-S6`, v.office, 120, 'CK-S6', v.code)) : []),
  ]);
  const tablets = villages.filter((v) => v.tablet !== '');
  writer.table(
    'devices',
    tablets.map((v) => ({ device_id: v.tablet, shared: true, org_unit_code: v.code })),
  );
  const unitOf = (township: number): string => county.townships[township]?.code ?? '';
  writer.table(
    'outages',
    disturbances.outages.flatMap((list, township) =>
      list.map(({ from, to, kind }) => ({ org_unit_code: unitOf(township), from: iso(from), to: iso(to), kind })),
    ),
  );
}

export function writeDirectory(world: World, writer: WorldWriter): void {
  writeUnits(world, writer);
  writePeople(world, writer);
  writeRequirements(world, writer);
  writeExcuses(world, writer);
  writeInspections(world, writer);
  writeAssets(world, writer);
  writeWorkGroups(world, writer);
  writePilots(world, writer);
}
