/**
 * What a page shows, written in its address, so that a link shows the same to whoever opens it.
 * `v` is the version of the writing: an address of an older version is migrated, never refused.
 */
export const VIEW_VERSION = 1;

export type Query = Record<string, string | readonly (string | null)[] | null | undefined>;

export type Field =
  | { kind: 'month' }
  | { kind: 'day' }
  | { kind: 'text'; most?: number }
  | { kind: 'page' }
  | { kind: 'choice'; of: readonly string[]; initial: string };

export type ViewSpec = Record<string, Field>;
export type View<S extends ViewSpec> = { [K in keyof S]: S[K] extends { kind: 'page' } ? number : string };

const LONGEST_TEXT = 500;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

function first(value: Query[string]): string {
  if (typeof value === 'string') return value;
  return value?.[0] ?? '';
}

function readField(field: Field, written: string): string | number {
  if (field.kind === 'month') return MONTH.test(written) ? written : '';
  if (field.kind === 'day') return DAY.test(written) ? written : '';
  if (field.kind === 'page') {
    const page = Number(written);
    return Number.isInteger(page) && page >= 1 && page <= 100_000 ? page : 1;
  }
  if (field.kind === 'choice') return field.of.includes(written) ? written : field.initial;
  return written.slice(0, field.most ?? LONGEST_TEXT);
}

/** Reads the view from an address; whatever is missing or makes no sense becomes the initial value. */
export function readView<S extends ViewSpec>(spec: S, query: Query): View<S> {
  const entries = Object.entries(spec).map(([name, field]) => [name, readField(field, first(query[name]))]);
  const view = Object.fromEntries(entries) as View<S>;
  const { from, to } = view as { from?: string; to?: string };
  if (from && to && from > to) Object.assign(view, { from: to, to: from });
  return view;
}

/** Writes the view, leaving out initial values so that addresses stay short. Keys outside the view are dropped. */
export function writeView<S extends ViewSpec>(spec: S, view: View<S>): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, field] of Object.entries(spec)) {
    const value = String(view[name]);
    if (value !== String(readField(field, ''))) query[name] = value;
  }
  return Object.keys(query).length > 0 ? { v: String(VIEW_VERSION), ...query } : query;
}

/** Choosing what is chosen already lets it go: one way for every chart that filters its page. */
export function toggled(chosen: string, wanted: string): string {
  return chosen === wanted ? '' : wanted;
}

/** A local address with its parameters; empty ones are left out. Used by every link to evidence or to another view. */
export function address(path: string, query: Record<string, string | number | undefined> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return text ? `${path}?v=${VIEW_VERSION}&${text}` : path;
}
