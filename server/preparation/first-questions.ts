/**
 * What the pages ask when somebody who sees the whole county opens them: answered before anybody waits (see `PreparedAnswers`). A page whose
 * first question is not here is slower at its first visit and nothing else; `npm run bench -- page-first` says which.
 */
import { FUNNEL_MEASURES } from '../contract-reform.ts';
import { FindingsQuery, ValuesQuery } from '../contract.ts';
import { NewFormQuery } from '../contract-decisions.ts';
import { NewFormService } from '../decisions/new-form.service.ts';
import { ReliefService } from '../decisions/relief.service.ts';
import { WeekHoursService } from '../decisions/week-hours.service.ts';
import { DirectoryService } from '../directory/directory.service.ts';
import { OverlapsService } from '../directory/overlaps.service.ts';
import { SystemsService } from '../directory/systems.service.ts';
import { FindingsService } from '../findings/findings.service.ts';
import { SoundnessService } from '../findings/soundness.service.ts';
import type { Statement } from '../indicators/statements.ts';
import { ValuesService } from '../indicators/values.service.ts';
import { PolicyService } from '../policy/policy.service.ts';
import { CascadeService } from '../reform/cascade.service.ts';
import { ClaimsService } from '../reform/claims.service.ts';
import { DemandsService } from '../reform/demands.service.ts';
import { FunnelService } from '../reform/funnel.service.ts';
import { EVERYTHING } from '../access/scope.ts';

/** Finds a service of the running program. */
export type Find = <T>(service: new (...given: never[]) => T) => T;
export type FirstQuestion = (find: Find) => Promise<unknown>;

/** What `inScope` gives for who sees everything. */
const ALL: Statement = { sql: '1', parameters: {} };

const HEADLINE =
  'filling-hours,submissions,checkins,trace-time-share,duplicate-collection,lead-time,off-hours,systems-per-cadre';
const WEEK = 'form-time-share,trace-time-share,meeting-hours,inspection-days';
const DEMANDS = 'same-day-demand,lead-time,late-share';

/** id, by, period. The Overview first. */
const VALUES: readonly (readonly [string, string, ValuesQuery['period']])[] = [
  [HEADLINE, 'period', 'all'],
  ['filling-hours', 'unit,period', 'all'],
  ['filling-hours', 'requirement,period', 'all'],
  ['filling-hours,submissions,checkins', 'period', 'day'],
  ['filling-hours', 'unit,period', 'month'],
  ['filling-hours,submissions,load-to-capacity,burden-concentration,off-hours', 'period', 'month'],
  ['filling-hours,off-hours', 'period', 'week'],
  [WEEK, 'period', 'all'],
  [WEEK, 'unit,period', 'all'],
  [DEMANDS, 'period', 'week'],
  [DEMANDS, 'period', 'month'],
  ['late-share,inspection-days', 'period', 'day'],
  ['load-to-capacity,cascade-amplification', 'unit,period', 'all'],
  ['load-to-capacity,cascade-amplification', 'period', 'all'],
  ['filling-hours,off-list-demand', 'system,period', 'all'],
  ['unread-share', 'requirement,period', 'all'],
];

const FINDINGS = [{ size: '1' }, { order: 'yield', size: '50' }, { arm: 'random', order: 'yield', size: '50' }];

export const FIRST_QUESTIONS: readonly FirstQuestion[] = [
  (find) => find(DirectoryService).units(ALL),
  ...VALUES.slice(0, 4).map(values),
  ...FINDINGS.map(
    (asked): FirstQuestion =>
      (find) =>
        find(FindingsService).list(FindingsQuery.parse(asked), ALL),
  ),
  ...VALUES.slice(4).map(values),
  (find) => find(ReliefService).relief({}, ALL),
  ...['filling-hours', 'submissions', 'checkins'].map(
    (id): FirstQuestion =>
      (find) =>
        find(WeekHoursService).hours(id, {}, ALL),
  ),
  (find) => find(SystemsService).systems(ALL),
  (find) => find(ClaimsService).claims({}, ALL),
  (find) => find(CascadeService).cascade({}, ALL),
  (find) => find(DemandsService).demands({}, ALL),
  ...FUNNEL_MEASURES.map(
    (id): FirstQuestion =>
      (find) =>
        find(FunnelService).funnel({ id, per: 'cadres' }, ALL),
  ),
  (find) => find(SoundnessService).read(),
  (find) => find(PolicyService).matrix({}, EVERYTHING),
  (find) => find(NewFormService).estimate(NewFormQuery.parse({}), ALL),
  likestPair,
];

function values([id, by, period]: (typeof VALUES)[number]): FirstQuestion {
  return (find) => find(ValuesService).values(ValuesQuery.parse({ id, by, period }), ALL);
}

/** The page on overlaps shows the first pair field by field. */
async function likestPair(find: Find): Promise<void> {
  const { from, to, rows } = await find(OverlapsService).overlaps({}, ALL);
  const [pair] = rows;
  if (!pair || from === null || to === null) return;
  for (const { code } of [pair.first, pair.second]) await find(DirectoryService).requirement(code, { from, to }, ALL);
}
