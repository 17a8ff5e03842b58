/** Names the pairs of requirements that ask for the same data, and what merging them would save. */
import { Injectable } from '@nestjs/common';
import { normalLabel } from '../../metrics/burden/field-names.ts';
import { agreeingValues, FIELD_COUNTS, MERGE_FROM, SHARED_FIELDS } from '../../metrics/burden/field-overlap.ts';
import type { Overlap, Overlaps } from '../contract-overlap.ts';
import { FactStore } from '../facts/fact-store.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import type { Statement } from '../indicators/statements.ts';

/** Forms are compared over a quarter unless asked otherwise: long enough for a monthly form to be answered three times. */
const DEFAULT_DAYS = 92;
const MOST_ROWS = 300;
/** A name and a phone number are in every form: two fields alone make no duplicate unless they are most of it. */
const FEWEST_SHARED = 2;

interface SharedRow {
  first: string;
  second: string;
  shared: [label: string, other: string, field: string][];
}
interface AgreeingRow {
  first: string;
  second: string;
  label: string;
  other: string;
  agreed: number;
  compared: number;
}
interface Side {
  code: string;
  name: string;
  issuer: string;
  systemName: string;
}
interface Use {
  requirement: string;
  submissions: number;
  hours: number;
  units: string[];
}
type SharedField = Overlap['shared'][number];

@Injectable()
export class OverlapsService {
  constructor(
    private readonly store: FactStore,
    private readonly computation: ComputationService,
    private readonly cache: AnswerCache,
  ) {}

  /** @param asked only pairs with this requirement; @param scope condition on `e.unit` for values and use */
  async overlaps(asked: { from?: string; to?: string; requirement?: string }, scope: Statement): Promise<Overlaps> {
    const span = await this.computation.span();
    if (!span) return { from: null, to: null, compared: 0, unknown: 0, rows: [] };
    const to = asked.to ?? span.last;
    const from = asked.from ?? new Date(Date.parse(to) - (DEFAULT_DAYS - 1) * 86_400_000).toISOString().slice(0, 10);
    const { rows, compared, unknown } = await this.cache.lasting(['overlaps', from, to, scope], () =>
      this.read({ from, to }, scope),
    );
    const { requirement } = asked;
    const wanted = rows.filter(
      (row) => !requirement || row.first.code === requirement || row.second.code === requirement,
    );
    return { from, to, compared, unknown, rows: wanted.slice(0, MOST_ROWS) };
  }

  private async read(
    span: { from: string; to: string },
    scope: Statement,
  ): Promise<Pick<Overlaps, 'compared' | 'unknown' | 'rows'>> {
    const parameters = { ...scope.parameters, ...span };
    const [shared, agreeing, counts, sides, uses] = await Promise.all([
      this.store.query<SharedRow>(SHARED_FIELDS, parameters),
      this.store.query<AgreeingRow>(agreeingValues(scope.sql), parameters),
      this.store.query<{ requirement: string; fields: number }>(FIELD_COUNTS, parameters),
      this.store.query<Side>(
        `SELECT r.code AS code, r.name AS name, r.issuer AS issuer, s.name AS systemName
         FROM requirements r LEFT ANY JOIN systems s ON s.code = r.system_code`,
      ),
      this.store.query<Use>(
        `SELECT e.requirement AS requirement, sumIf(e.numerator, e.indicator = 'submissions') AS submissions,
           sumIf(e.numerator, e.indicator = 'filling-hours') AS hours, groupUniqArrayIf(e.unit, e.indicator = 'submissions') AS units
         FROM indicator_daily e WHERE e.indicator IN ('submissions', 'filling-hours') AND e.day BETWEEN {from:Date} AND {to:Date} AND ${scope.sql}
         GROUP BY requirement`,
        parameters,
      ),
    ]);
    const fieldsOf = new Map(counts.map(({ requirement, fields }) => [requirement, fields]));
    const sideOf = new Map(sides.map((side) => [side.code, side]));
    const useOf = new Map(uses.map((use) => [use.requirement, use]));
    const describe = (code: string): Overlap['first'] => ({
      ...(sideOf.get(code) ?? { code, name: code, issuer: '', systemName: '' }),
      fields: fieldsOf.get(code) ?? 0,
      submissions: useOf.get(code)?.submissions ?? 0,
      hours: useOf.get(code)?.hours ?? 0,
    });
    const unitsOf = (code: string) => new Set(useOf.get(code)?.units ?? []);
    const rows = pairs(shared, agreeing)
      .map(({ first, second, fields }) => {
        const units = [...unitsOf(first)].filter((unit) => unitsOf(second).has(unit)).length;
        return judged(describe(first), describe(second), fields, units);
      })
      .filter((row) => row.shared.length >= FEWEST_SHARED || row.shared.some((field) => field.basis === 'values'))
      .sort(
        (a, b) =>
          Number(b.verdict === 'merge') - Number(a.verdict === 'merge') ||
          b.hoursSaved - a.hoursSaved ||
          b.share - a.share ||
          `${a.first.code} ${a.second.code}`.localeCompare(`${b.first.code} ${b.second.code}`),
      );
    const compared = sides.filter(({ code }) => fieldsOf.has(code)).length;
    return { rows, compared, unknown: sides.length - compared };
  }
}

/** Both ways of knowing put together: a field known by its name also says how far its values agree. */
function pairs(
  shared: readonly SharedRow[],
  agreeing: readonly AgreeingRow[],
): { first: string; second: string; fields: SharedField[] }[] {
  const found = new Map<string, { first: string; second: string; fields: NamedField[] }>();
  for (const { first, second, shared: fields } of shared)
    found.set(`${first}\u001f${second}`, {
      first,
      second,
      fields: onePerField(fields).map(([label, other, field]) => ({
        label,
        other,
        key: field,
        basis: field.startsWith('label:') ? 'label' : 'key',
        agreed: null,
        compared: null,
      })),
    });
  for (const { first, second, label, other, agreed, compared } of agreeing) {
    const key = `${first}\u001f${second}`;
    const pair = found.get(key) ?? { first, second, fields: [] };
    found.set(key, pair);
    // Values are written under the label or under the key that is registered for it: both name the same field.
    const isFirst = (field: NamedField) => [field.label, field.key].map(normalLabel).includes(label);
    const isSecond = (field: NamedField) => [field.other, field.key].map(normalLabel).includes(other);
    const known = pair.fields.find((field) => isFirst(field) && isSecond(field));
    if (known) Object.assign(known, { agreed, compared });
    else if (!pair.fields.some((field) => isFirst(field) || isSecond(field)))
      pair.fields.push({ label, other, key: '', basis: 'values', agreed, compared });
  }
  return [...found.values()].map((pair) => ({
    ...pair,
    fields: pair.fields.map(({ key: _key, ...field }) => field),
  }));
}

type NamedField = SharedField & { key: string };

/** A form may ask for the same thing under two labels: it is shared once. */
function onePerField(fields: SharedRow['shared']): SharedRow['shared'] {
  const seen = new Set<string>();
  return [...fields].sort().filter(([, , field]) => !seen.has(field) && seen.add(field));
}

function judged(a: Overlap['first'], b: Overlap['first'], fields: SharedField[], units: number): Overlap {
  const swap = b.fields > 0 && (b.fields < a.fields || a.fields === 0);
  const [first, second] = swap ? [b, a] : [a, b];
  const shared = swap ? fields.map(({ label, other, ...field }) => ({ label: other, other: label, ...field })) : fields;
  const share = first.fields > 0 ? Math.min(1, shared.length / first.fields) : 0;
  const merge = units > 0 && shared.length >= FEWEST_SHARED && share >= MERGE_FROM;
  return {
    first,
    second,
    shared,
    share,
    units,
    hoursSaved: merge ? first.hours * share : 0,
    verdict: merge ? 'merge' : 'look',
  };
}
