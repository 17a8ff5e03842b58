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
import { HOURS_PER_ROW, yieldParameters } from './expected-yield.ts';
import { conditionsOf, ORDERS, type FindingsFilter } from './finding-filter.ts';
import { FINDING_ROWS, shownFinding, type FindingRow } from './finding-rows.ts';
import { FindingTriages, type Marks } from './finding-triages.ts';
import type { KeptFinding } from './findings-computation.ts';
import { wouldCloseAt } from './judge.ts';
import { MeasuredPrecision } from './measured-precision.ts';
import { RANDOM_ARM } from './random-arm.ts';

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
    private readonly triages: FindingTriages,
  ) {}

  /** Open ones first, the least likely under the null first; or what a check may expect to find, most first. */
  async list(filter: FindingsFilter, scope: Statement): Promise<Findings> {
    const marks = await this.triages.marks();
    return this.cache.lasting(['findings', filter, scope, marks.last], () => this.read(filter, scope, marks));
  }

  private async read(filter: FindingsFilter, scope: Statement, marks: Marks): Promise<Findings> {
    const { sql: where, parameters: asked } = conditionsOf(filter, scope, marks);
    const { byDetector: measured } = await this.precision.read();
    const parameters = { ...asked, ...yieldParameters(measured) };
    const offset = (filter.page - 1) * filter.size;
    const [counts, rows, byRequirement, { finishedAt }] = await Promise.all([
      this.store.query<{ status: Finding['status']; n: number }>(
        `SELECT e.status AS status, count() AS n FROM findings e WHERE ${where} GROUP BY e.status`,
        parameters,
      ),
      this.store.query<FindingRow>(
        `${FINDING_ROWS} WHERE ${where} ${filter.status === undefined ? '' : 'AND e.status = {status:String}'}
         ORDER BY ${ORDERS[filter.order ?? 'unusual']} LIMIT {size:UInt32} OFFSET {offset:UInt32}`,
        { ...parameters, offset },
      ),
      this.store.query<Findings['byRequirement'][number]>(BY_REQUIREMENT(where), parameters),
      this.computation.current(),
    ]);
    const of = (status: Finding['status']) => counts.find((row) => row.status === status)?.n ?? 0;
    const total = filter.status ? of(filter.status) : counts.reduce((all, row) => all + row.n, 0);
    const hours = await this.hoursPerRow(rows, scope);
    return {
      asOf: finishedAt,
      total,
      counts: { open: of('open'), watch: of('watch'), 'cannot-judge': of('cannot-judge') },
      rows: rows.map((row) => shownFinding(row, marks, hours)),
      byRequirement,
    };
  }

  /** By `requirement month`. */
  private async hoursPerRow(rows: readonly FindingRow[], scope: Statement): Promise<Map<string, number>> {
    const promising = rows.filter((row) => row.promises.length > 0);
    if (promising.length === 0) return new Map();
    const found = await this.store.query<{ requirement: string; month: string; hours: number }>(
      HOURS_PER_ROW(scope.sql),
      {
        ...scope.parameters,
        of_requirements: [...new Set(promising.map((row) => row.requirement))],
        of_months: [...new Set(promising.map((row) => row.month))],
      },
    );
    return new Map(found.map(({ requirement, month, hours }) => [`${requirement} ${month}`, hours]));
  }

  /** Throws a 404 problem for an id that does not exist or lies outside the scope. */
  async one(id: string, scope: Statement): Promise<Finding & { month: string }> {
    const marks = await this.triages.marks();
    return this.cache.recent(['one finding', id, scope, marks.last], () => this.readOne(id, scope, marks));
  }

  private async readOne(id: string, scope: Statement, marks: Marks): Promise<Finding & { month: string }> {
    const { byDetector: measured } = await this.precision.read();
    const [row] = await this.store.query<FindingRow>(`${FINDING_ROWS} WHERE e.id = {id:String} AND ${scope.sql}`, {
      ...scope.parameters,
      ...yieldParameters(measured),
      id,
    });
    if (!row) throw unknownFinding(id);
    return { ...shownFinding(row, marks, await this.hoursPerRow([row], scope)), month: row.month };
  }

  async detail(id: string, scope: Statement): Promise<FindingDetail> {
    const marks = await this.triages.marks();
    return this.cache.recent(['finding', id, scope, marks.last], () => this.readDetail(id, scope));
  }

  private async readDetail(id: string, scope: Statement): Promise<FindingDetail> {
    const [{ month, ...finding }, { byDetector: measured }] = await Promise.all([
      this.one(id, scope),
      this.precision.read(),
    ]);
    const detectors = finding.detectors.map((one) => one.id);
    const [kept, counts, excuses] = await Promise.all([
      this.kept(id),
      monthCounts(this.store, month, detectors),
      this.store.query<{ detector: string; excuse: string; n: number }>(
        `SELECT detector, excuse, sum(flagged) AS n FROM signals e WHERE e.day >= {month:Date} AND e.day < addMonths({month:Date}, 1)
         AND e.requirement = {requirement:String} AND (e.unit = {unit:String} OR {unit:String} = '') AND e.excuse != ''
         AND detector IN {detectors:Array(String)} GROUP BY detector, excuse`,
        { month, requirement: finding.requirement, unit: finding.unit, detectors },
      ),
    ]);
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
          abstained: byReason(
            (of?.abstentions ?? []).filter(
              (row) => row.requirement === finding.requirement && (finding.unit === '' || row.unit === finding.unit),
            ),
          ),
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

/** One line a reason, the commonest first: a finding of the whole county gathers those of every unit. */
function byReason(rows: readonly { reason: string; n: number }[]): { reason: string; n: number }[] {
  const sums = new Map<string, number>();
  for (const { reason, n } of rows) sums.set(reason, (sums.get(reason) ?? 0) + n);
  return [...sums].map(([reason, n]) => ({ reason, n })).sort((a, b) => b.n - a.n || (a.reason < b.reason ? -1 : 1));
}

function isOf(finding: Finding, cell: { requirement: string; unit: string }): boolean {
  return cell.requirement === finding.requirement && cell.unit === finding.unit;
}
