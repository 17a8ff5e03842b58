/** Which systems are in use, dormant or not on file: the directory beside what their rows say. */
import { Injectable } from '@nestjs/common';
import { FILING_FROM, FILING_UNTIL } from '../../metrics/policy/apps/filing-days.ts';
import { EXEMPT, FILED } from '../../metrics/policy/sql.ts';
import type { SystemRow, Systems } from '../contract-systems.ts';
import { FactStore } from '../facts/fact-store.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import type { Statement } from '../indicators/statements.ts';
import { shanghaiTime } from '../shanghai-time.ts';

/** A quarter: a system that carries a monthly or quarterly form is opened within it. */
const IDLE_DAYS = 90;
/** Fewer people than this are not counted out: a number of two names both. */
const FEWEST_CADRES = 5;

type Directory = Omit<
  SystemRow,
  'records' | 'recordsLately' | 'cadresLately' | 'lastDay' | 'recordsAfterRetirement' | 'use' | 'reason'
> & { seldom: number };
interface Use {
  system: string;
  records: number;
  recordsLately: number;
  cadresLately: number;
  lastDay: string;
  recordsAfterRetirement: number;
}

/** `seldom`: 1 where every requirement it carries is due once a year or only on call. */
const DIRECTORY = `SELECT s.code AS code, s.name AS name, s.owner AS owner, s.owner_level AS ownerLevel, s.launched_on AS launchedOn,
    s.retired_on AS retiredOn, s.last_updated_on AS lastUpdatedOn, s.filing_status AS filingStatus,
    multiIf(${EXEMPT}, 'exempt', s.filing_status = '', 'unknown', ${FILED}, 'filed', 'unfiled') AS filing,
    toFloat64(s.annual_cost_yuan) AS annualCostYuan, s.registered_users AS registeredUsers,
    q.n AS requirements, q.n > 0 AND q.seldom = q.n AS seldom
  FROM systems s LEFT ANY JOIN (
    SELECT system_code AS code, count() AS n, countIf(frequency IN ('P1Y', 'adhoc')) AS seldom
    FROM requirements WHERE system_code != '' GROUP BY system_code) q ON q.code = s.code
  ORDER BY s.code`;

/**
 * Computed rows for what requirements drew, the usage log for what they did not; a day of use counts as one row.
 * `filling-hours` only says who they were: the other counts are kept without the person.
 */
const USE = (scope: string): string => `
  SELECT e.system AS system, sum(e.n) AS records, sumIf(e.n, e.day > e.cut) AS recordsLately,
    uniqExactIf(e.cadre, e.cadre != '' AND e.day > e.cut) AS cadresLately, toString(max(e.day)) AS lastDay,
    sumIf(e.n, ifNull(e.day > s.retired_on, 0)) AS recordsAfterRetirement
  FROM (
    SELECT r.system_code AS system, d.unit AS unit, d.cadre AS cadre, d.day AS day,
      if(d.indicator = 'filling-hours', 0, toUInt64(d.n)) AS n, {cut:Date} AS cut
    FROM indicator_daily d INNER JOIN (SELECT code, system_code FROM requirements WHERE system_code != '') r ON r.code = d.requirement
    WHERE d.indicator IN ('checkins', 'submissions', 'filling-hours') AND d.day <= {last:Date}
    UNION ALL
    SELECT toString(p.system_code), if(u.unit = '', toString(p.cadre_code), u.unit), toString(p.cadre_code), p.day, toUInt64(1), {cut:Date}
    FROM app_usage p LEFT ANY JOIN cadre_units u ON u.cadre_code = p.cadre_code
    WHERE ifNull(p.sessions, 1) > 0 AND p.day <= {last:Date}) e
  LEFT ANY JOIN (SELECT code, retired_on FROM systems) s ON s.code = e.system
  WHERE ${scope} GROUP BY system`;

@Injectable()
export class SystemsService {
  constructor(
    private readonly store: FactStore,
    private readonly computation: ComputationService,
    private readonly cache: AnswerCache,
  ) {}

  /** @param scope condition on `e.unit`: the directory is everyone's, use is counted of these units only */
  async systems(scope: Statement): Promise<Systems> {
    const span = await this.computation.span();
    const today = shanghaiTime(new Date()).slice(0, 10);
    const answer = await this.cache.lasting(['systems', span, scope], () => this.read(span, scope));
    return { ...answer, today };
  }

  private async read(
    span: { first: string; last: string } | undefined,
    scope: Statement,
  ): Promise<Omit<Systems, 'today'>> {
    const last = span?.last ?? '1970-01-01';
    const cut = new Date(Date.parse(last) - IDLE_DAYS * 86_400_000).toISOString().slice(0, 10);
    const [directory, uses] = await Promise.all([
      this.store.query<Directory>(DIRECTORY),
      this.store.query<Use>(USE(scope.sql), { ...scope.parameters, last, cut }),
    ]);
    const useOf = new Map(uses.map((use) => [use.system, use]));
    return {
      from: span?.first ?? null,
      to: span?.last ?? null,
      idleDays: IDLE_DAYS,
      filingDays: { from: FILING_FROM, until: FILING_UNTIL },
      rows: directory.map((one) => judged(one, useOf.get(one.code), last)),
    };
  }
}

function judged({ seldom, ...known }: Directory, use: Use | undefined, last: string): SystemRow {
  const few = use !== undefined && use.cadresLately > 0 && use.cadresLately < FEWEST_CADRES;
  return {
    ...known,
    records: use?.records ?? 0,
    recordsLately: use?.recordsLately ?? 0,
    cadresLately: few ? null : (use?.cadresLately ?? 0),
    lastDay: use?.lastDay ?? null,
    recordsAfterRetirement: use?.recordsAfterRetirement ?? 0,
    ...verdict(known, use, seldom === 1, last),
  };
}

/** A system nobody's rows ever came from may be unused, or its log was never loaded: that cannot be told apart. */
function verdict(
  known: Pick<SystemRow, 'retiredOn'>,
  use: Use | undefined,
  seldom: boolean,
  last: string,
): Pick<SystemRow, 'use' | 'reason'> {
  if (known.retiredOn !== null && known.retiredOn <= last) return { use: 'retired' };
  if (!use) return { use: 'cannot-judge', reason: 'no-rows' };
  if (use.recordsLately > 0) return { use: 'in-use' };
  return seldom ? { use: 'cannot-judge', reason: 'seldom-asked' } : { use: 'dormant' };
}
