/** Units and requirements: who is asked, and what is asked of them. */
import { Injectable } from '@nestjs/common';
import type { RequirementDetail, RequirementRow, Unit } from '../contract.ts';
import { FactStore } from '../facts/fact-store.ts';
import { unknownRequirement } from '../indicators/refusals.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';
import { MonthSums } from '../indicators/month-sums.ts';
import type { Statement } from '../indicators/statements.ts';

interface RequirementFact {
  code: string;
  name: string;
  kind: string;
  issuer: string;
  system: string;
  systemName: string;
  frequency: string;
  trace_kinds: string[];
  photos_min: number | null;
  scoring_weight: number | null;
  ranked: number | null;
  target: string;
  fields: string[];
  catalogue_no: string;
  duty_list_kind: string;
  necessity: string;
  minutes_estimate: number | null;
  valid_from: string | null;
  valid_to: string | null;
}

const REQUIREMENT_ROW = `SELECT r.code AS code, r.name AS name, r.kind AS kind, r.issuer AS issuer, r.system_code AS system,
    s.name AS systemName, r.frequency AS frequency`;
const WITH_SYSTEM = 'FROM requirements r LEFT ANY JOIN systems s ON s.code = r.system_code';

@Injectable()
export class DirectoryService {
  constructor(
    private readonly store: FactStore,
    private readonly cache: AnswerCache,
    private readonly monthSums: MonthSums,
  ) {}

  /** As of the last computation, which prepares them. */
  units(scope: Statement): Promise<Unit[]> {
    return this.cache.lasting(['units', scope], () => this.readUnits(scope));
  }

  private readUnits(scope: Statement): Promise<Unit[]> {
    return this.store.query<Unit>(
      `SELECT e.code AS code, e.name AS name, e.level AS level, e.parent AS parent, c.n AS cadres
       FROM (SELECT *, code AS unit FROM unit_paths) e
       LEFT ANY JOIN (SELECT arrayJoin(path) AS code, count() AS n FROM cadre_units GROUP BY code) c ON c.code = e.code
       WHERE ${scope.sql} ORDER BY length(e.path), e.code`,
      scope.parameters,
    );
  }

  requirements(): Promise<RequirementRow[]> {
    return this.store.query<RequirementRow>(`${REQUIREMENT_ROW} ${WITH_SYSTEM} ORDER BY r.code`);
  }

  /** What a requirement asks and what it draws between two days; throws a 404 problem for an unknown code. */
  requirement(code: string, span: { from: string; to: string }, scope: Statement): Promise<RequirementDetail> {
    return this.cache.lasting(['requirement', code, span, scope], () => this.readRequirement(code, span, scope));
  }

  private async readRequirement(
    code: string,
    span: { from: string; to: string },
    scope: Statement,
  ): Promise<RequirementDetail> {
    const [row] = await this.store.query<RequirementFact>(
      `${REQUIREMENT_ROW}, r.trace_kinds, r.photos_min, r.scoring_weight, r.ranked, r.target, r.fields, r.catalogue_no,
         r.duty_list_kind, r.necessity, r.minutes_estimate, r.valid_from, r.valid_to ${WITH_SYSTEM} WHERE r.code = {code:String}`,
      { code },
    );
    if (!row) throw unknownRequirement(code);
    const parameters = { ...scope.parameters, code, ...span };
    const byMonth = await this.monthSums.cover(span.from, span.to);
    const [[people], overlaps, risk] = await Promise.all([
      this.store.query<{ n: number }>(
        `SELECT ${byMonth ? PEOPLE_BY_MONTH : PEOPLE} AND e.requirement = {code:String} AND ${scope.sql}`,
        parameters,
      ),
      this.overlaps(code),
      this.store.query<RequirementDetail['risk'][number]>((byMonth ? RISK_BY_MONTH : RISK)(scope.sql), parameters),
    ]);
    return {
      code: row.code,
      name: row.name,
      kind: row.kind,
      issuer: row.issuer,
      system: row.system,
      systemName: row.systemName,
      frequency: row.frequency,
      traceKinds: row.trace_kinds,
      photosMin: row.photos_min,
      scoringWeight: row.scoring_weight,
      ranked: row.ranked === null ? null : row.ranked === 1,
      target: row.target,
      fields: row.fields.map(field),
      catalogueNo: row.catalogue_no,
      dutyListKind: row.duty_list_kind,
      necessity: row.necessity,
      minutesEstimate: row.minutes_estimate,
      validFrom: row.valid_from,
      validTo: row.valid_to,
      cadres: people?.n ?? 0,
      overlaps,
      risk,
    };
  }

  /** Requirements that ask two or more of the same fields, most shared first. */
  private overlaps(code: string): Promise<RequirementDetail['overlaps']> {
    return this.store.query<RequirementDetail['overlaps'][number]>(
      `WITH (SELECT arrayMap(f -> if(position(f, '|') > 0, splitByChar('|', f)[2], f), fields) FROM requirements WHERE code = {code:String}) AS mine
       SELECT r.code AS requirement, r.name AS name, r.issuer AS issuer,
         arrayDistinct(arrayMap(f -> splitByChar('|', f)[1],
           arrayFilter(f -> has(mine, if(position(f, '|') > 0, splitByChar('|', f)[2], f)), r.fields))) AS shared
       FROM requirements r WHERE r.code != {code:String} AND length(shared) >= 2 ORDER BY length(shared) DESC, r.code LIMIT 20`,
      { code },
    );
  }
}

const OPEN_FINDINGS = (scope: string) => `
  SELECT d AS detector, count() AS n FROM (
    SELECT arrayJoin(arrayMap(d -> JSONExtractString(d, 'id'),
      arrayFilter(d -> JSONExtractBool(d, 'flagged'), JSONExtractArrayRaw(body, 'detectors')))) AS d
    FROM findings e WHERE requirement = {code:String} AND status = 'open' AND month BETWEEN toStartOfMonth({from:Date}) AND {to:Date} AND ${scope})
  GROUP BY d`;

/** Per detector: flags here, and under other requirements of the people whom it could judge here in the same month. */
const RISK = (scope: string) => `
  SELECT e.detector AS detector, sumIf(e.flagged, e.requirement = {code:String}) AS observed, sumIf(e.eligible, e.requirement = {code:String}) AS n,
    sumIf(e.abstained, e.requirement = {code:String}) AS abstained, sumIf(e.flagged, e.requirement != {code:String}) AS elsewhereObserved,
    sumIf(e.eligible, e.requirement != {code:String}) AS elsewhereN, any(o.n) AS openFindings
  FROM (
    SELECT detector, requirement, unit, toString(cadre) AS cadre, day, eligible, abstained, 0 AS flagged FROM risk_daily
    WHERE day BETWEEN {from:Date} AND {to:Date}
    UNION ALL
    SELECT detector, requirement, unit, cadre, day, 0 AS eligible, 0 AS abstained, flagged FROM signals
    WHERE day BETWEEN {from:Date} AND {to:Date} AND excuse = '') e
  LEFT ANY JOIN (${OPEN_FINDINGS(scope)}) o ON o.detector = e.detector
  WHERE ${scope} AND (e.requirement = {code:String} OR (e.detector, e.cadre, toStartOfMonth(e.day)) IN (
    SELECT detector, toString(cadre), toStartOfMonth(day) FROM risk_daily
    WHERE requirement = {code:String} AND cadre != '' AND eligible > 0 AND day BETWEEN {from:Date} AND {to:Date}))
  GROUP BY e.detector HAVING n > 0 OR abstained > 0 ORDER BY e.detector`;

const RISK_BY_MONTH = (scope: string) => `
  SELECT e.detector AS detector, sum(e.flagged) AS observed, sum(e.eligible) AS n, sum(e.abstained) AS abstained,
    sum(e.elsewhere_flagged) AS elsewhereObserved, sum(e.elsewhere_eligible) AS elsewhereN, any(o.n) AS openFindings
  FROM requirement_risk_months e LEFT ANY JOIN (${OPEN_FINDINGS(scope)}) o ON o.detector = e.detector
  WHERE e.requirement = {code:String} AND e.month BETWEEN toStartOfMonth({from:Date}) AND {to:Date} AND ${scope}
  GROUP BY e.detector HAVING n > 0 OR sum(e.abstained) > 0 ORDER BY e.detector`;

const PEOPLE = `uniqExact(e.cadre) AS n FROM indicator_daily e WHERE e.indicator = 'filling-hours' AND e.day BETWEEN {from:Date} AND {to:Date}`;
const PEOPLE_BY_MONTH = `uniqExact(e.cadre) AS n FROM cadre_months e WHERE e.indicator = 'filling-hours'
  AND e.month BETWEEN toStartOfMonth({from:Date}) AND {to:Date}`;

function field(text: string): { label: string; semanticKey: string } {
  const [label = text, semanticKey = ''] = text.split('|');
  return { label, semanticKey };
}
