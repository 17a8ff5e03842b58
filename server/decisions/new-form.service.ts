/** What a form that somebody thinks of would cost in a year, by the stated time model, and who asks for the same already. */
import { Injectable } from '@nestjs/common';
import { normalLabel } from '../../metrics/burden/field-names.ts';
import { MOST_FIELDS, TIMES_A_YEAR, type NewForm, type NewFormQuery } from '../contract-decisions.ts';
import { FactStore } from '../facts/fact-store.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import type { Statement } from '../indicators/statements.ts';
import { TimeModel } from '../indicators/time-model.ts';

const DAYS_IN_A_YEAR = 365;
/** Less says nothing about a year. */
const FEWEST_DAYS = 28;
const MOST_OVERLAPS = 20;
const UNIT_AND_BELOW = 'has(e.path, {unit:String})';

/** Who is asked, as rows with `unit` and `path`; all within the caller's scope. */
const ASKED: Record<NewFormQuery['asked'], string> = {
  cadre: 'SELECT township AS unit, path FROM cadre_units',
  village: `SELECT code AS unit, path FROM unit_paths WHERE level = 'village'`,
  township: `SELECT code AS unit, path FROM unit_paths WHERE level = 'township'`,
};

interface Drafted {
  label: string;
  /** What the label asks for, as `requirement_fields` has it. */
  field: string;
}

type Overlap = NewForm['overlaps'][number];

@Injectable()
export class NewFormService {
  constructor(
    private readonly store: FactStore,
    private readonly computation: ComputationService,
    private readonly cache: AnswerCache,
    private readonly timeModel: TimeModel,
  ) {}

  /** @param scope condition on `e.unit`: whom the caller may see is whom the form could ask */
  async estimate(query: NewFormQuery, scope: Statement): Promise<NewForm> {
    const labels = query.fields
      .split(/[\n;；]/)
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .slice(0, MOST_FIELDS);
    const drafted = await this.fieldsOf(labels);
    const [{ numbers: pace }, people, present, overlaps] = await Promise.all([
      this.timeModel.present(),
      this.people(query, scope),
      this.cache.lasting(['present-hours', query.unit, scope], () => this.presentHours(query.unit, scope)),
      this.overlaps(drafted),
    ]);
    const timesAYear = TIMES_A_YEAR[query.frequency];
    const answersAYear = people * timesAYear;
    const part = (name: NewForm['parts'][number]['part'], count: number, secondsEach: number) => ({
      part: name,
      count,
      secondsEach,
      hoursAYear: (count * secondsEach * answersAYear) / 3600,
    });
    const parts = [
      part('fields', labels.length, pace.per_field),
      part('characters', query.characters, pace.per_character),
      part('photos', query.photos, pace.per_photo),
      part('checkin', query.checkin === 'yes' ? 1 : 0, pace.per_checkin),
    ].filter(({ count }) => count > 0);
    const seconds = parts.reduce((sum, { count, secondsEach }) => sum + count * secondsEach, 0);
    const value = (seconds * answersAYear) / 3600;
    const reason = seconds === 0 ? 'nothing-asked' : people === 0 ? 'nobody-asked' : undefined;
    const known = new Set(overlaps.flatMap(({ shared }) => shared.map(({ label }) => label)));
    return {
      status: reason ? 'cannot-judge' : 'ok',
      ...(reason ? { reason } : {}),
      answers: { people, timesAYear, minutesEach: seconds / 60 },
      parts,
      hours: reason ? null : { value, low: value / pace.modelled_factor, high: value * pace.modelled_factor },
      factor: pace.modelled_factor,
      present,
      known: {
        fields: known.size,
        of: labels.length,
        hoursAYear: (known.size * pace.per_field * answersAYear) / 3600,
      },
      overlaps: overlaps.slice(0, MOST_OVERLAPS),
    };
  }

  private async fieldsOf(labels: readonly string[]): Promise<Drafted[]> {
    const written = labels.map((text) => {
      const [label = '', key = ''] = text.split('|').map((part) => part.trim());
      return { label: label || key, plain: normalLabel(label), key: key.toLowerCase() };
    });
    const known = await this.store.query<{ label: string; field: string }>(
      'SELECT f.label AS label, f.field AS field FROM field_names f WHERE f.label IN {labels:Array(String)}',
      { labels: written.map(({ plain }) => plain) },
    );
    const fieldOf = new Map(known.map(({ label, field }) => [label, field]));
    return written.map(({ label, plain, key }) => ({ label, field: key || (fieldOf.get(plain) ?? `label:${plain}`) }));
  }

  private async people({ asked, unit }: NewFormQuery, scope: Statement): Promise<number> {
    const [row] = await this.store.query<{ n: number }>(
      `SELECT count() AS n FROM (${ASKED[asked]}) e WHERE ${scope.sql} ${unit === undefined ? '' : `AND ${UNIT_AND_BELOW}`}`,
      { ...scope.parameters, unit },
    );
    return row?.n ?? 0;
  }

  private async presentHours(unit: string | undefined, scope: Statement): Promise<number | null> {
    const span = await this.computation.span();
    if (!span) return null;
    const days = Math.min(DAYS_IN_A_YEAR, (Date.parse(span.last) - Date.parse(span.first)) / 86_400_000 + 1);
    if (days < FEWEST_DAYS) return null;
    const within = 'AND e.unit IN (SELECT code FROM unit_paths WHERE has(path, {unit:String}))';
    const [row] = await this.store.query<{ hours: number }>(
      `SELECT sum(e.numerator) AS hours FROM indicator_daily e
       WHERE e.indicator = 'filling-hours' AND e.day > subtractDays({last:Date}, {days:UInt32}) AND e.day <= {last:Date} AND ${scope.sql}
         ${unit === undefined ? '' : within}`,
      { ...scope.parameters, unit, last: span.last, days },
    );
    return ((row?.hours ?? 0) * DAYS_IN_A_YEAR) / days;
  }

  /** Requirements in force on the last day of the data that ask for any of the fields, those with most in common first. */
  private async overlaps(drafted: readonly Drafted[]): Promise<Overlap[]> {
    if (drafted.length === 0) return [];
    const span = await this.computation.span();
    const rows = await this.store.query<Omit<Overlap, 'shared'> & { found: [other: string, field: string][] }>(
      `SELECT r.code AS requirement, r.name AS name, r.issuer AS issuer, r.frequency AS frequency, a.fields AS fields, a.found AS found
       FROM (SELECT f.requirement AS code, uniqExact(f.field) AS fields,
           groupUniqArrayIf((f.label, f.field), f.field IN {fields:Array(String)}) AS found
         FROM requirement_fields f GROUP BY f.requirement HAVING notEmpty(found)) a
       INNER JOIN requirements r ON r.code = a.code
       WHERE ifNull(r.valid_to, {last:Date}) >= {last:Date}
       ORDER BY length(found) DESC, r.code`,
      { fields: drafted.map(({ field }) => field), last: span?.last ?? '1970-01-01' },
    );
    return rows.map(({ found, ...row }) => ({
      ...row,
      shared: drafted.flatMap(({ label, field }) => {
        const same = found.find(([, asked]) => asked === field);
        return same ? [{ label, other: same[0] }] : [];
      }),
    }));
  }
}
