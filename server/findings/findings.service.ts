/** Lists findings and opens one: why it stands out, against which peers, and what would change it. */
import { Injectable } from '@nestjs/common';
import { detector as detectorOf } from '../../metrics/catalogue.ts';
import type { Finding, FindingDetail, Findings } from '../contract.ts';
import { FactStore } from '../facts/fact-store.ts';
import { unknownFinding } from '../indicators/refusals.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import type { Statement } from '../indicators/statements.ts';
import { monthCounts } from './counts.ts';
import type { KeptFinding } from './findings-computation.ts';
import { wouldCloseAt } from './judge.ts';
import { MeasuredPrecision } from './measured-precision.ts';
import { RANDOM_ARM } from './random-arm.ts';

export interface FindingsFilter {
  status?: 'open' | 'watch' | 'cannot-judge' | undefined;
  requirement?: string | undefined;
  unit?: string | undefined;
  detector?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  page: number;
  size: number;
}

interface Row {
  id: string;
  month: string;
  requirement: string;
  requirement_name: string;
  issuer: string;
  unit: string;
  unit_name: string;
  status: Finding['status'];
  reason: string;
  random_arm: number;
  signals: number;
  excused: number;
  body: string;
}

const ROWS = `SELECT e.id AS id, toString(e.month) AS month, e.requirement AS requirement, e.unit AS unit, e.status AS status,
    e.reason AS reason, e.random_arm AS random_arm, e.signals AS signals, e.excused AS excused, e.q AS q, e.body AS body,
    if(r.name = '', e.requirement, r.name) AS requirement_name, r.issuer AS issuer, if(u.name = '', e.unit, u.name) AS unit_name
  FROM findings e LEFT ANY JOIN (SELECT code, name, issuer FROM requirements) r ON r.code = e.requirement
    LEFT ANY JOIN unit_paths u ON u.code = e.unit`;

const BY_REQUIREMENT = (
  where: string,
) => `SELECT e.requirement AS requirement, if(r.name = '', e.requirement, r.name) AS name,
    r.issuer AS issuer, count() AS open, countIf(JSONExtractString(e.body, 'attribution', 'to') = 'requirement') AS toRequirement,
    arraySort(groupUniqArrayArray(JSONExtract(e.body, 'families', 'Array(String)'))) AS families
  FROM findings e LEFT ANY JOIN (SELECT code, name, issuer FROM requirements) r ON r.code = e.requirement
  WHERE ${where} AND e.status = 'open' GROUP BY e.requirement, r.name, r.issuer ORDER BY open DESC, e.requirement LIMIT 50`;

@Injectable()
export class FindingsService {
  constructor(
    private readonly store: FactStore,
    private readonly computation: ComputationService,
    private readonly cache: AnswerCache,
    private readonly precision: MeasuredPrecision,
  ) {}

  /** Open ones first, the least likely under the null first. */
  list(filter: FindingsFilter, scope: Statement): Promise<Findings> {
    return this.cache.answer(['findings', filter, scope], () => this.read(filter, scope));
  }

  private async read(filter: FindingsFilter, scope: Statement): Promise<Findings> {
    const conditions = [scope.sql];
    if (filter.requirement !== undefined) conditions.push('e.requirement = {requirement:String}');
    if (filter.unit !== undefined) conditions.push('e.unit = {unit:String}');
    if (filter.detector !== undefined)
      conditions.push(`arrayExists(d -> JSONExtractString(d, 'id') = {detector:String} AND JSONExtractBool(d, 'flagged'),
        JSONExtractArrayRaw(e.body, 'detectors'))`);
    if (filter.from !== undefined) conditions.push('e.month >= toStartOfMonth({from:Date})');
    if (filter.to !== undefined) conditions.push('e.month <= {to:Date}');
    const where = conditions.join(' AND ');
    const parameters = { ...scope.parameters, ...filter };
    const offset = (filter.page - 1) * filter.size;
    const [counts, rows, byRequirement, { finishedAt }] = await Promise.all([
      this.store.query<{ status: Finding['status']; n: number }>(
        `SELECT e.status AS status, count() AS n FROM findings e WHERE ${where} GROUP BY e.status`,
        parameters,
      ),
      this.store.query<Row>(
        `${ROWS} WHERE ${where} ${filter.status === undefined ? '' : 'AND e.status = {status:String}'}
         ORDER BY e.status = 'open' DESC, e.status = 'watch' DESC, e.q, e.signals DESC, e.id
         LIMIT {size:UInt32} OFFSET {offset:UInt32}`,
        { ...parameters, offset },
      ),
      this.store.query<Findings['byRequirement'][number]>(BY_REQUIREMENT(where), parameters),
      this.computation.current(),
    ]);
    const of = (status: Finding['status']) => counts.find((row) => row.status === status)?.n ?? 0;
    const total = filter.status ? of(filter.status) : counts.reduce((all, row) => all + row.n, 0);
    return {
      asOf: finishedAt,
      total,
      counts: { open: of('open'), watch: of('watch'), 'cannot-judge': of('cannot-judge') },
      rows: rows.map(shown),
      byRequirement,
    };
  }

  /** Throws a 404 problem for an id that does not exist or lies outside the scope. */
  async one(id: string, scope: Statement): Promise<Finding & { month: string }> {
    const [row] = await this.store.query<Row>(`${ROWS} WHERE e.id = {id:String} AND ${scope.sql}`, {
      ...scope.parameters,
      id,
    });
    if (!row) throw unknownFinding(id);
    return { ...shown(row), month: row.month };
  }

  async detail(id: string, scope: Statement): Promise<FindingDetail> {
    const { month, ...finding } = await this.one(id, scope);
    const kept = await this.kept(id);
    const counts = await monthCounts(this.store, month);
    const { byDetector: measured } = await this.precision.read();
    const excuses = await this.store.query<{ detector: string; excuse: string; n: number }>(
      `SELECT detector, excuse, sum(flagged) AS n FROM signals e WHERE e.day >= {month:Date} AND e.day < addMonths({month:Date}, 1)
         AND e.requirement = {requirement:String} AND (e.unit = {unit:String} OR {unit:String} = '') AND e.excuse != ''
       GROUP BY detector, excuse`,
      { month, requirement: finding.requirement, unit: finding.unit },
    );
    return {
      finding,
      detectors: kept.detectors.map((one) => {
        const of = counts.get(one.id);
        const people = of?.samePeople.get(finding.requirement);
        const minimumN = detectorOf(one.id)?.minimumN ?? 1;
        return {
          id: one.id,
          peers: (of?.cells ?? [])
            .filter((cell) => cell.n >= minimumN || isOf(finding, cell))
            .filter((cell) => (cell.unit === '') === (finding.unit === ''))
            .sort((a, b) => (`${a.unit} ${a.requirement}` < `${b.unit} ${b.requirement}` ? -1 : 1))
            .map((cell) => ({
              requirement: cell.requirement,
              unit: cell.unit,
              n: cell.n,
              observed: cell.flagged,
              self: isOf(finding, cell),
            })),
          baseline: one.reference,
          wouldCloseAt: wouldCloseAt(one),
          elsewhere:
            people && people.elsewhere.n > 0 ? { observed: people.elsewhere.flagged, n: people.elsewhere.n } : null,
          abstained: (of?.abstentions ?? [])
            .filter(
              (row) => row.requirement === finding.requirement && (finding.unit === '' || row.unit === finding.unit),
            )
            .map((row) => ({ reason: row.reason, n: row.n })),
          excuses: excuses.filter((row) => row.detector === one.id).map(({ excuse, n }) => ({ excuse, n })),
          ...(measured.has(one.id) ? { measured: measured.get(one.id)! } : {}),
        };
      }),
      randomArm: RANDOM_ARM,
    };
  }

  private async kept(id: string): Promise<KeptFinding> {
    const [row] = await this.store.query<{ body: string }>('SELECT body FROM findings WHERE id = {id:String}', { id });
    return JSON.parse(row!.body) as KeptFinding;
  }
}

function isOf(finding: Finding, cell: { requirement: string; unit: string }): boolean {
  return cell.requirement === finding.requirement && cell.unit === finding.unit;
}

function shown(row: Row): Finding {
  const body = JSON.parse(row.body) as KeptFinding;
  return {
    id: row.id,
    requirement: row.requirement,
    requirementName: row.requirement_name,
    issuer: row.issuer,
    unit: row.unit,
    unitName: row.unit_name,
    period: row.month.slice(0, 7),
    status: row.status,
    ...(row.reason ? { reason: row.reason } : {}),
    families: body.families,
    detectors: body.detectors.map(({ id, observed, n, expected, shrunk, low, high, p, q, flagged, units }) => ({
      id,
      observed,
      n,
      expected,
      ratio: expected > 0 ? observed / expected : null,
      shrunk,
      low,
      high,
      p,
      q,
      flagged,
      ...(units ? { units: { judged: units.judged, elevated: units.elevated } } : {}),
    })),
    attribution: body.attribution,
    signals: row.signals,
    excused: row.excused,
    random_arm: row.random_arm === 1,
  };
}
