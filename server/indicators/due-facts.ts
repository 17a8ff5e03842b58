/**
 * The facts of a few days, taken out once. Each definition reads these days: a look at the whole history for each, however well
 * indexed, costs more than their rows, in planning as in reading.
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

export async function forgetTakenOut(store: FactStore): Promise<void> {
  await Promise.all(DUE_KINDS.map((kind) => store.command(`TRUNCATE TABLE ${dueTable(kind)}`)));
}

const READ = new RegExp(`\\bFROM (${DUE_KINDS.join('|')})\\b(?: (?!WHERE|LEFT|INNER|ARRAY|GROUP|UNION)(\\w+))?`, 'g');

/** The same statement on what was taken out, wherever it reads facts of these days only. */
export function onTakenOut(sql: string): string {
  return sql.replace(READ, (read, kind: string, alias: string | undefined, at: number) => {
    const [, conditions = ''] = ownText(sql, at).split(/\bWHERE\b/);
    const day = alias === undefined ? 'day' : `${alias}.day`;
    const ofTheseDays = conditions
      .split(/\b(?:AND|GROUP BY|HAVING)\b/)
      .some((one) => one.trim() === `${day} IN ${DAYS}`);
    return ofTheseDays && !/\bOR\b/.test(conditions) ? read.replace(kind, dueTable(kind)) : read;
  });
}

const TOKENS = /'(?:[^'\\]|\\.)*'|\{\w+:\w+\(\w+\)\}|\bUNION ALL\b|[()]|(?:(?!\bUNION ALL\b)[^'(){])+|\{/gy;

/** A SELECT from here to its end, without what stands in brackets or quotes. */
function ownText(sql: string, from: number): string {
  let depth = 0;
  let own = '';
  TOKENS.lastIndex = from;
  for (let token = TOKENS.exec(sql)?.[0]; token !== undefined; token = TOKENS.exec(sql)?.[0]) {
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    else if (depth === 0 && token === 'UNION ALL') break;
    else if (depth === 0) own += token;
    if (depth < 0) break;
  }
  return own;
}
