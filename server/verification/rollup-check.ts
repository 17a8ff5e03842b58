/** Computes every definition again and compares with what is stored, day by day. */
import { Injectable } from '@nestjs/common';
import { catalogue } from '../../metrics/catalogue.ts';
import type { AnyDefinition } from '../../metrics/definition.ts';
import { FactStore } from '../facts/fact-store.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import { indicatorRows, isAdditive, riskRows, signalDrafts, type Statement } from '../indicators/statements.ts';

export interface Difference {
  definition: string;
  /** `YYYY-MM-DD`. */
  day: string;
}

/** Days compared in one statement: bounds the engine's memory. */
const DAYS_AT_ONCE = 92;
/** Sums of hours may differ in their last digits with the order of adding. */
const TOLERANCE = 1e-9;

interface DayFigures {
  day: string;
  rows: number;
  first: number;
  second: number;
}

interface Comparison {
  definition: string;
  /** Where the stored rows are, as FROM and WHERE. */
  stored: string;
  fresh: Statement;
  /** Two figures of a row that, added up, show any change that matters. */
  figures: readonly [first: string, second: string];
}

@Injectable()
export class RollupCheck {
  constructor(
    private readonly store: FactStore,
    private readonly computation: ComputationService,
  ) {}

  /** Nothing is compared while loads wait to be computed: the results cannot agree yet. */
  async compare(): Promise<{ days: number; differences: Difference[] }> {
    if (await this.computation.isStale()) return { days: 0, differences: [] };
    const rows = await this.store.query<{ day: string }>(
      'SELECT DISTINCT toString(day) AS day FROM computed_days ORDER BY day',
    );
    const days = rows.map((row) => row.day);
    const differences: Difference[] = [];
    for (let start = 0; start < days.length; start += DAYS_AT_ONCE) {
      const some = days.slice(start, start + DAYS_AT_ONCE);
      for (const comparison of catalogue.flatMap(comparisons)) {
        differences.push(...(await this.differing(comparison, some)));
      }
    }
    return { days: days.length, differences };
  }

  private async differing({ definition, stored, fresh, figures }: Comparison, days: string[]): Promise<Difference[]> {
    const select = `SELECT toString(day) AS of_day, count() AS rows, sum(toFloat64(${figures[0]})) AS first,
      sum(toFloat64(${figures[1]})) AS second FROM`;
    const [kept, again] = await Promise.all([
      this.figures(`${select} ${stored} AND day IN {days:Array(Date)} GROUP BY of_day`, { days }),
      this.figures(`${select} (${fresh.sql}) GROUP BY of_day`, { ...fresh.parameters, days, computation: 0 }),
    ]);
    return days.filter((day) => !same(kept.get(day), again.get(day))).map((day) => ({ definition, day }));
  }

  private async figures(sql: string, parameters: Statement['parameters']): Promise<Map<string, DayFigures>> {
    const rows = await this.store.query<DayFigures & { of_day: string }>(sql, parameters);
    return new Map(rows.map((row) => [row.of_day, row]));
  }
}

function comparisons(definition: AnyDefinition): Comparison[] {
  if (definition.kind === 'burden') {
    if (!isAdditive(definition)) return [];
    return [
      {
        definition: definition.id,
        stored: `indicator_daily WHERE indicator = '${definition.id}'`,
        fresh: indicatorRows([definition]),
        figures: ['numerator', 'denominator'],
      },
    ];
  }
  return [
    {
      definition: definition.id,
      stored: `signals WHERE detector = '${definition.id}'`,
      fresh: signalDrafts([definition]),
      figures: ['flagged', 'signal % 1000003'],
    },
    {
      definition: definition.id,
      stored: `risk_daily WHERE detector = '${definition.id}'`,
      fresh: riskRows([definition]),
      figures: ['eligible', 'abstained'],
    },
  ];
}

function same(kept: DayFigures | undefined, again: DayFigures | undefined): boolean {
  if (!kept || !again) return (kept?.rows ?? 0) === (again?.rows ?? 0);
  return kept.rows === again.rows && close(kept.first, again.first) && close(kept.second, again.second);
}

function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b));
}
