/** How unequally cadres and townships carry a load, and what the townships have to carry it with. */
import type { Indicator } from '../../metrics/definition.ts';
import { gini } from '../../metrics/statistics/gini.ts';
import { decomposeTheilT } from '../../metrics/statistics/theil.ts';
import type { IndicatorRow } from '../contract.ts';
import type { FactStore } from '../facts/fact-store.ts';
import { periodLength } from './periods.ts';
import { cadreLoads, groupKey, resources, type Dimension, type Question } from './values-query.ts';
import type { ValueRow } from './verdict.ts';

/** Inequality of fewer people says nothing, and shows single ones. */
const FEWEST_CADRES = 10;
const TEN_THOUSAND = 10_000;

type Spread = NonNullable<IndicatorRow['spread']>;

interface LoadRow extends Record<`by_${Dimension}`, string> {
  township: string;
  loads: number[];
}

/** A function that gives the spread of each row of the answer. */
export async function loadSpreads(
  store: FactStore,
  indicator: Indicator,
  question: Question,
  byMonth: boolean,
): Promise<(row: ValueRow) => Spread> {
  const [loads, means] = [cadreLoads(indicator, question, byMonth), resources(question)];
  const [loadRows, townships] = await Promise.all([
    store.query<LoadRow>(loads.sql, loads.parameters),
    store.query<{ unit: string; staff_quota: number; budget_yuan: number }>(means.sql, means.parameters),
  ]);
  const byGroup = new Map<string, LoadRow[]>();
  for (const row of loadRows) byGroup.set(groupKey(row), [...(byGroup.get(groupKey(row)) ?? []), row]);
  return (row) => {
    const here = townships.filter(({ unit }) => !question.by.includes('unit') || unit === row.by_unit);
    const budget = here.reduce((sum, { budget_yuan }) => sum + budget_yuan, 0);
    const days = periodLength(row.by_period, question.period, question.from, question.to);
    const yearly = (row.numerator * 365) / Math.max(1, days);
    return {
      ...inequality(byGroup.get(groupKey(row)) ?? []),
      staffQuota: here.reduce((sum, { staff_quota }) => sum + staff_quota, 0),
      budgetYuan: budget > 0 ? budget : null,
      hoursPerTenThousandYuan: budget > 0 ? yearly / (budget / TEN_THOUSAND) : null,
    };
  };
}

function inequality(
  rows: readonly LoadRow[],
): Pick<Spread, 'cadres' | 'townships' | 'gini' | 'theil' | 'within' | 'between'> {
  const values = rows.flatMap((row) => row.loads);
  const counted = { cadres: values.length, townships: rows.length };
  if (values.length < FEWEST_CADRES) return { ...counted, gini: null, theil: null, within: null, between: null };
  const townshipOf = rows.flatMap((row) => row.loads.map(() => row.township));
  const { total, within, between } = decomposeTheilT(values, townshipOf);
  return { ...counted, gini: gini(values), theil: total, within, between };
}
