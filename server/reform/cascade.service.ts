/** How tasks are passed down and multiply: from which level to which, and which departments stand at the head of the chains. */
import { Injectable } from '@nestjs/common';
import type { Cascade, DaysQuery } from '../contract-reform.ts';
import { FactStore } from '../facts/fact-store.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import type { Statement } from '../indicators/statements.ts';
import { daysAsked, MOST_DAYS } from './days-asked.ts';

/** A county has some fifty departments; more pairs than this no drawing shows. */
const MOST_HOPS = 2000;
const PASSED = `parent_external_id != '' AND day BETWEEN {from:Date} AND {to:Date}`;
const PARENTS = `(source, external_id) IN (SELECT source, parent_external_id FROM tasks WHERE ${PASSED})`;

/** Tasks with the level of the unit they lie with; `unit` is the one that scopes are about. */
const placed = (where: string): string => `
  SELECT s.source AS source, s.id AS id, s.parent AS parent, s.asked AS asked, toString(u.level) AS level,
    if(u.code != '' AND u.level = a.level, u.name, '') AS department, if(u.code = '', s.place, u.township) AS unit
  FROM (SELECT t.source AS source, t.external_id AS id, t.parent_external_id AS parent, toString(t.requirement_code) AS asked,
      if(t.org_unit_code = '', cu.unit, toString(t.org_unit_code)) AS place
    FROM (SELECT source, external_id, parent_external_id, requirement_code, org_unit_code, cadre_code FROM tasks WHERE ${where}) t
    LEFT ANY JOIN cadre_units cu ON cu.cadre_code = t.cadre_code) s
  LEFT ANY JOIN unit_paths u ON u.code = s.place
  LEFT ANY JOIN (SELECT code, level FROM unit_paths) a ON a.code = u.parent`;

const hops = (scope: string): string => `
  SELECT p.level AS above, p.department AS aboveDepartment, e.level AS below, e.department AS belowDepartment, count() AS tasks, uniqExact(e.source, e.parent) AS parents
  FROM (${placed(PASSED)}) e LEFT ANY JOIN (${placed(PARENTS)}) p ON p.source = e.source AND p.id = e.parent
  WHERE ${scope} GROUP BY above, aboveDepartment, below, belowDepartment ORDER BY tasks DESC, below, belowDepartment LIMIT ${MOST_HOPS}`;

/** A parent that itself names a parent is the middle of a chain, even where that one was not loaded. */
const heads = (scope: string): string => `
  SELECT r.issuer AS issuer, p.level AS level, count() AS tasks
  FROM (SELECT DISTINCT e.source AS source, e.parent AS id FROM (${placed(PASSED)}) e WHERE ${scope}) c
  INNER JOIN (${placed(`${PARENTS} AND parent_external_id = ''`)}) p ON p.source = c.source AND p.id = c.id
  LEFT ANY JOIN (SELECT code, issuer FROM requirements) r ON r.code = p.asked
  GROUP BY issuer, level ORDER BY tasks DESC`;

const counted = (scope: string): string => `
  SELECT count() AS tasks, countIf(e.parent != '') AS passedOn FROM (${placed('day BETWEEN {from:Date} AND {to:Date}')}) e WHERE ${scope}`;

@Injectable()
export class CascadeService {
  constructor(
    private readonly store: FactStore,
    private readonly computation: ComputationService,
    private readonly cache: AnswerCache,
  ) {}

  /** @param scope condition on `e.unit`, the unit a task was passed on to */
  async cascade(asked: DaysQuery, scope: Statement): Promise<Cascade> {
    const days = daysAsked(asked, await this.computation.span(), MOST_DAYS);
    const { finishedAt } = await this.computation.current();
    if (!days) return { from: null, to: null, asOf: null, tasks: 0, passedOn: 0, heads: [], hops: [] };
    const made = await this.cache.lasting(['cascade', days, scope], async () => {
      const parameters = { ...scope.parameters, ...days };
      const [[totals], headRows, hopRows] = await Promise.all([
        this.store.query<Pick<Cascade, 'tasks' | 'passedOn'>>(counted(scope.sql), parameters),
        this.store.query<Cascade['heads'][number]>(heads(scope.sql), parameters),
        this.store.query<Cascade['hops'][number]>(hops(scope.sql), parameters),
      ]);
      return { tasks: totals?.tasks ?? 0, passedOn: totals?.passedOn ?? 0, heads: headRows, hops: hopRows };
    });
    return { ...days, asOf: finishedAt, ...made };
  }
}
