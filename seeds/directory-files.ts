/** The files that do not grow with time: units, cadres, systems, requirements, places, devices, excuses. */
import { COUNTY_CODE } from './geography.ts';
import type { Point } from './geography.ts';
import { DAY_S, dateOf, iso } from './calendar.ts';
import { departmentName, DEPARTMENTS, SHEET, SYSTEMS } from './departments.ts';
import type { World } from './world.ts';
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
  ): Record<string, string> => ({
    code,
    name,
    level,
    parent_code: parent,
    line_parent_code: '',
    population,
    staff_quota: quota,
    budget_yuan: '',
  });
  const total = county.townships.reduce((sum, t) => sum + t.population, 0);
  writer.table('org_units', [
    unit(county.city.code, county.city.name, 'city', ''),
    unit(county.code, county.name, 'county', county.city.code, String(total)),
    ...DEPARTMENTS.map((d) => unit(`${COUNTY_CODE}-${d.code}`, d.name, 'county', county.code)),
    ...county.townships.flatMap((t) => [
      unit(t.code, t.name, 'township', county.code, String(t.population), '75'),
      ...t.villages.flatMap((v) => [
        unit(v.code, v.name, 'village', t.code, String(v.population), '6'),
        ...v.grids.map((g) => unit(g.code, g.name, 'grid', v.code)),
      ]),
    ]),
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
      owner: departmentName(s.owner),
      owner_level: 'county',
      launched_on: s.launched,
      retired_on: '',
      filing_status: s.filing,
      features: s.features,
      approval_no: s.filing === '未备案' ? '' : `临数备〔${s.launched.slice(0, 4)}〕${s.code}号`,
      annual_cost_yuan: s.cost,
      registered_users: world.cadres.length,
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
      valid_to: '',
      minutes_estimate: r.minutes,
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
  writer.table(
    'inspections',
    disturbances.inspections.map((i) => ({
      code: i.code,
      org_unit_code: unitOf(i.township),
      starts_on: dateOf(i.startsDay),
      ends_on: dateOf(i.endsDay),
      announced_at: iso(i.announced),
      requirement_code: i.requirement,
      kind: '督查',
      organizer: i.organizer,
      matter: i.matter,
      plan_no: `督计2025-${i.code.slice(-2)}`,
      on_site: Math.floor(i.announced / DAY_S) % 3 !== 0,
      material_tasks: 3 + (i.township % 5),
    })),
  );
}

export function writeDirectory(world: World, writer: WorldWriter): void {
  writeUnits(world, writer);
  writePeople(world, writer);
  writeRequirements(world, writer);
  writeExcuses(world, writer);
}
