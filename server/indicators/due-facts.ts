/**
 * The facts of a few days, taken out once. Each definition reads these days: a look at the whole history for each, however well
 * indexed, costs more than their rows, in planning as in reading. And what reads kinds that do not lie on them need not be
 * planned at all.
 */
import { DUE_KINDS, dueTable } from '../facts/computed-tables.ts';
import type { FactStore } from '../facts/fact-store.ts';

const DAYS = '{days:Array(Date)}';

/** Takes out the facts of the days (`YYYY-MM-DD`), of the kinds that lie on them. Forget them afterwards, whatever happens. */
export async function takeOut(store: FactStore, days: readonly string[], kinds: ReadonlySet<string>): Promise<void> {
  const here = DUE_KINDS.filter((kind) => kinds.has(kind));
  await Promise.all(
    here.map((kind) =>
      store.command(`INSERT INTO ${dueTable(kind)} SELECT * FROM ${kind} WHERE day IN ${DAYS}`, { days }),
    ),
  );
}

/** Empties what was taken out of these kinds; without them, of all. */
export async function forgetTakenOut(store: FactStore, kinds: ReadonlySet<string> = new Set(DUE_KINDS)): Promise<void> {
  const here = DUE_KINDS.filter((kind) => kinds.has(kind));
  await Promise.all(here.map((kind) => store.command(`TRUNCATE TABLE ${dueTable(kind)}`)));
}

/**
 * The same statement on what was taken out, wherever it reads facts of these days only, without the parts of a UNION ALL that
 * read kinds of which nothing lies there. The first part stays: it names the columns.
 */
export function onTakenOut(sql: string, kinds: ReadonlySet<string>): string {
  return new TakenOut(sql, kinds).text;
}

/** A SELECT with what stands in brackets put aside: `own` has a HOLE for each of `inner`. */
interface Part {
  own: string;
  inner: Rewritten[];
}

interface Rewritten {
  text: string;
  /** Has no rows on these days, whatever else it reads. */
  empty: boolean;
}

const HOLE = '\u0000';
const TOKENS = /'(?:[^'\\]|\\.)*'|\{\w+:\w+\(\w+\)\}|\bUNION ALL\b|[()]|(?:(?!\bUNION ALL\b)[^'(){])+|\{/gy;
const READ = new RegExp(`\\bFROM (${DUE_KINDS.join('|')})\\b(?: (?!WHERE|LEFT|INNER|ARRAY|GROUP|UNION)(\\w+))?`, 'g');
const AGGREGATE = /\b(?:count|sum|avg|min|max|any|uniq|group|quantile)\w*\s*\0/;

class TakenOut {
  readonly text: string;
  private readonly tokens: IterableIterator<string>;

  constructor(
    sql: string,
    private readonly kinds: ReadonlySet<string>,
  ) {
    this.tokens = (sql.match(TOKENS) ?? []).values();
    this.text = this.rewritten().text;
  }

  /** From here to the bracket that closes, or the end. */
  private rewritten(): Rewritten {
    const parts: Part[] = [{ own: '', inner: [] }];
    for (let next = this.tokens.next(); !next.done && next.value !== ')'; next = this.tokens.next()) {
      const part = parts.at(-1)!;
      if (next.value === 'UNION ALL') parts.push({ own: '', inner: [] });
      else if (next.value === '(') {
        part.inner.push(this.rewritten());
        part.own += HOLE;
      } else part.own += next.value;
    }
    const done = parts.map((part) => this.onDueFacts(part));
    const kept = done.filter((part, index) => index === 0 || !part.empty);
    return { text: kept.map((part) => part.text).join('UNION ALL'), empty: kept.every((part) => part.empty) };
  }

  private onDueFacts({ own, inner }: Part): Rewritten {
    const replaced = own.replace(READ, (read, kind: string, alias: string | undefined, at: number) => {
      const [, conditions = ''] = own.slice(at).split(/\bWHERE\b/);
      const day = alias === undefined ? 'day' : `${alias}.day`;
      const ofTheseDays = conditions
        .split(/\b(?:AND|GROUP BY|HAVING)\b/)
        .some((one) => one.trim() === `${day} IN ${DAYS}`);
      return ofTheseDays && !/\bOR\b/.test(conditions) ? read.replace(kind, dueTable(kind)) : read;
    });
    const pieces = replaced.split(HOLE);
    const text = pieces.map((piece, i) => (i === 0 ? piece : `(${inner[i - 1]!.text})${piece}`)).join('');
    return { text, empty: this.hasNoRows(replaced, inner) };
  }

  private hasNoRows(own: string, inner: readonly Rewritten[]): boolean {
    const [selected = '', source] = own.split(/\bFROM\s+/, 2);
    if (source === undefined || /\b(?:RIGHT|FULL)\b/.test(source)) return false;
    // Without groups there is one row about nothing.
    if (AGGREGATE.test(selected) && !/\bGROUP BY\b/.test(source)) return false;
    if (source.startsWith(HOLE)) return inner[selected.split(HOLE).length - 1]!.empty;
    return DUE_KINDS.some((kind) => !this.kinds.has(kind) && new RegExp(`^${dueTable(kind)}\\b`).test(source));
  }
}
