/** The facts that verdicts rest on, by kind and version: their keys, and the whole rows with their place in the original file. */
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { factKind } from '../../metrics/facts.ts';
import type { PolicyEvidence } from '../contract-policy.ts';
import { Pseudonyms } from '../directory/pseudonyms.ts';
import { FactStore } from '../facts/fact-store.ts';
import { Batch } from '../intake/batch.entity.ts';
import { Operations } from '../operations/operations.ts';
import type { Selection } from './policy-rows.ts';

export interface Pointer {
  kind: string;
  /** `fact_id` as text: it does not fit into a number. */
  fact: string;
  unit: string;
}

export type Ref = Record<string, string>;
type EvidenceRow = PolicyEvidence['rows'][number];

/** Columns that name a person. */
const PEOPLE: ReadonlySet<string> = new Set(['cadre_code', 'owner_cadre_code', 'created_by']);
const isPerson = (kind: string, column: string): boolean =>
  PEOPLE.has(column) || (kind === 'cadres' && column === 'code');

type Naming = (cadre: string) => string;

@Injectable()
export class PolicyFacts {
  constructor(
    private readonly store: FactStore,
    private readonly pseudonyms: Pseudonyms,
    private readonly operations: Operations,
  ) {}

  /** Keys of all facts among the evidence of the selected rows (columns `evidence`), by `kind fact`. */
  async keys(rows: Selection, most: number): Promise<Map<string, Ref>> {
    const pointed = `SELECT p.kind AS kind, p.fact AS fact FROM (SELECT arraySlice(evidence, 1, ${most}) AS list FROM (${rows.sql})) ARRAY JOIN list AS p`;
    const kinds = await this.store.query<{ kind: string }>(`SELECT DISTINCT kind FROM (${pointed})`, rows.parameters);
    const naming = await this.pseudonyms.naming();
    const found = new Map<string, Ref>();
    for (const { kind } of kinds) {
      const columns = factKind(kind)?.key ?? [];
      const facts = await this.store.query<Ref & { fact: string }>(
        `SELECT toString(fact_id) AS fact, ${columns.map((name) => `toString(\`${name}\`) AS \`${name}\``).join(', ')}
         FROM ${kind}_versions WHERE fact_id IN (SELECT fact FROM (${pointed}) WHERE kind = '${kind}')`,
        rows.parameters,
      );
      for (const { fact, ...key } of facts) found.set(`${kind} ${fact}`, refOf(kind, key, naming));
    }
    return found;
  }

  /** @param people false: the columns that name people are left out. */
  async rows(pointers: readonly Pointer[], people: boolean): Promise<EvidenceRow[]> {
    const naming = await this.pseudonyms.naming();
    const found = new Map<string, EvidenceRow & { batch: number }>();
    for (const kind of new Set(pointers.map((pointer) => pointer.kind))) {
      const columns = (factKind(kind)?.columns ?? []).map(({ name }) => name);
      const facts = await this.store.query<Record<string, unknown> & { fact: string }>(
        `SELECT toString(fact_id) AS fact, file, sheet, line, batch, ${columns.map((name) => `\`${name}\``).join(', ')}
         FROM ${kind}_versions WHERE fact_id IN (SELECT toUInt64(arrayJoin({facts:Array(String)})))`,
        { facts: pointers.filter((pointer) => pointer.kind === kind).map(({ fact }) => fact) },
      );
      for (const row of facts) found.set(`${kind} ${row.fact}`, this.shown(kind, row, naming, people));
    }
    const batches = [...new Set([...found.values()].map(({ batch }) => batch))];
    const files = new Map(
      (await this.operations.read.findBy(Batch, { receipt: In(batches) })).map((batch) => [batch.receipt, batch.path]),
    );
    const names = new Map(
      (await this.store.query<{ code: string; name: string }>('SELECT code, name FROM unit_paths')).map((row) => [
        row.code,
        row.name,
      ]),
    );
    return pointers.flatMap(({ kind, fact, unit }) => {
      const row = found.get(`${kind} ${fact}`);
      if (!row) return [];
      const { batch, ...rest } = row;
      return { ...rest, unit, unitName: names.get(unit) ?? unit, fileName: files.get(batch) ?? rest.file };
    });
  }

  private shown(
    kind: string,
    row: Record<string, unknown>,
    naming: Naming,
    people: boolean,
  ): EvidenceRow & { batch: number } {
    const known = factKind(kind)!;
    const key = Object.fromEntries(known.key.map((name) => [name, String(row[name] ?? '')]));
    const ref = refOf(kind, key, naming);
    const columns = Object.fromEntries(
      known.columns
        .map(({ name }): [string, unknown] => [name, cell(kind, name, row[name], naming, people)])
        .filter(([, value]) => !isEmpty(value)),
    );
    return {
      kind,
      ref: people ? ref : withoutPeople(kind, ref),
      unit: '',
      unitName: '',
      columns,
      file: String(row['file']),
      fileName: '',
      sheet: String(row['sheet']),
      line: Number(row['line']),
      batch: Number(row['batch']),
    };
  }
}

function refOf(kind: string, key: Ref, naming: Naming): Ref {
  const named = Object.entries(key).map(([name, value]) => [name, isPerson(kind, name) ? naming(value) : value]);
  return { kind, ...Object.fromEntries(named) };
}

/** The key of a fact for readers who may not see people, not even by pseudonym. */
export function withoutPeople(kind: string, ref: Ref): Ref {
  return Object.fromEntries(Object.entries(ref).filter(([name]) => !isPerson(kind, name)));
}

function cell(kind: string, name: string, value: unknown, naming: Naming, people: boolean): unknown {
  // The name of a person is shown to nobody here.
  if (kind === 'cadres' && name === 'name') return '';
  if (isPerson(kind, name)) return people ? naming(String(value ?? '')) : '';
  if (name === 'attendees' && Array.isArray(value))
    return value.map((one) => {
      const [unit = '', cadre = '', rank = ''] = String(one).split('|');
      return [unit, people ? naming(cadre) : '', rank].filter((part) => part !== '').join('|');
    });
  return value;
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
