/** Streams signals: every suspicious occurrence with the events that prove it. */
import { Injectable } from '@nestjs/common';
import { Pseudonyms } from '../directory/pseudonyms.ts';
import { FactStore } from '../facts/fact-store.ts';

export interface SignalRow {
  detector: string;
  family: string;
  requirement: string;
  unit: string;
  /** Pseudonym, or the code where the caller may see it. */
  cadre: string;
  /** Month, `YYYY-MM`. */
  period: string;
  at: string;
  strength: number;
  events: { kind: string; source: string; external_id: string }[];
  detail: Record<string, unknown>;
  excuse: string | null;
  rule_version: number;
}

export interface SignalsFilter {
  detector?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

interface Stored extends Omit<SignalRow, 'events' | 'detail'> {
  events: { kind: string; source: string; external_id: string; day: string }[];
  detail: string;
}

@Injectable()
export class SignalsService {
  constructor(
    private readonly store: FactStore,
    private readonly pseudonyms: Pseudonyms,
  ) {}

  /** In order of detector and time; days are `YYYY-MM-DD`, both included. */
  async *stream(filter: SignalsFilter, identify: boolean): AsyncIterable<SignalRow> {
    const conditions = ['1'];
    if (filter.detector !== undefined) conditions.push('detector = {detector:String}');
    if (filter.from !== undefined) conditions.push('day >= {from:Date}');
    if (filter.to !== undefined) conditions.push('day <= {to:Date}');
    const pseudonym = await this.pseudonyms.naming();
    const rows = this.store.stream<Stored>(
      `SELECT detector, family, requirement, unit, cadre, formatDateTime(day, '%Y-%m') AS period, at, strength, events, detail,
         excuse, rule_version
       FROM signals WHERE ${conditions.join(' AND ')} ORDER BY detector, at, signal`,
      { ...filter },
    );
    for await (const row of rows) {
      yield {
        ...row,
        cadre: identify ? row.cadre : pseudonym(row.cadre),
        events: row.events.map(({ kind, source, external_id }) => ({ kind, source, external_id })),
        detail: JSON.parse(row.detail) as Record<string, unknown>,
        excuse: row.excuse || null,
      };
    }
  }
}
