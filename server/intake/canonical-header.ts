/** Which kind of facts a header or a record with canonical names is. */
import type { FactKind } from '../../metrics/columns.ts';
import { FACT_KINDS, factKind } from '../../metrics/facts.ts';
import { FileProblem } from './file-problem.ts';

/** Columns that the files of refused rows add at their end, in this order. They are no part of the data. */
export const REFUSAL_COLUMNS = ['sheet', 'line', 'column', 'code', 'reason', 'reason_en', 'value', 'file'] as const;
/** Files that were handed out before these two were added are loaded as well. */
const ADDED_LATER = ['value', 'file'].length;

/** How many cells of the header are data: all, or all before the columns a file of refused rows added. */
export function dataWidth(header: readonly string[]): number {
  for (const added of [REFUSAL_COLUMNS, REFUSAL_COLUMNS.slice(0, -ADDED_LATER)]) {
    const width = header.length - added.length;
    if (width > 0 && added.every((name, i) => header[width + i] === name)) return width;
  }
  return header.length;
}

const COMMON_NAMES = new Set(['code', 'name']);

const required = (kind: FactKind): string[] =>
  kind.columns.filter((c) => c.required && c.name !== 'source').map((c) => c.name);

/**
 * @param names columns of the file
 * @param asked kind the caller insists on
 * @param fileName decides between kinds that fit equally well (`org_units-2025.csv`)
 * @returns undefined when no kind has all its required columns here
 * @throws FileProblem `unknown-kind`, `missing-columns` (only when a kind was asked for)
 */
export function canonicalKind(names: readonly string[], asked?: string, fileName = ''): FactKind | undefined {
  const present = new Set(names);
  if (asked !== undefined) {
    const kind = factKind(asked);
    if (!kind) throw unknownKind(asked);
    const missing = required(kind).filter((name) => !present.has(name));
    return missing.length === 0 ? kind : undefined;
  }
  const fitting = (FACT_KINDS as readonly FactKind[])
    .filter((kind) => required(kind).every((name) => present.has(name)))
    .map((kind) => ({
      kind,
      known: kind.columns.filter((c) => present.has(c.name)).length,
      named: fileName.toLowerCase().includes(kind.kind) ? 1 : 0,
      required: required(kind).length,
      telling: kind.columns.filter((c) => present.has(c.name) && !COMMON_NAMES.has(c.name)).length,
    }))
    // A code and a name could be anything.
    .filter(({ kind, named, telling }) => named > 0 || (telling > 0 && isRecognisedBy(kind, present)))
    .sort((a, b) => b.named - a.named || b.known - a.known || b.required - a.required);
  const [first, second] = fitting;
  if (!first) return undefined;
  if (second && second.named === first.named && second.known === first.known && second.required === first.required)
    throw new FileProblem(
      'ambiguous-kind',
      `列名同时符合 ${first.kind.kind} 和 ${second.kind.kind},请用 --as 指定种类。`,
      `The columns fit ${first.kind.kind} and ${second.kind.kind} alike; name the kind with --as.`,
    );
  return first.kind;
}

const isRecognisedBy = (kind: FactKind, present: ReadonlySet<string>): boolean =>
  kind.recognisedBy?.some((name) => present.has(name)) ?? true;

export const unknownKind = (asked: string): FileProblem =>
  new FileProblem(
    'unknown-kind',
    `没有 ${asked} 这种数据,可用:${FACT_KINDS.map((k) => k.kind).join('、')}`,
    `There is no kind ${asked}; known are: ${FACT_KINDS.map((k) => k.kind).join(', ')}`,
  );

/** Says what the file has and what the nearest kind would need. */
export function unknownColumns(names: readonly string[], asked?: string): FileProblem {
  const present = new Set(names);
  const nearest = (FACT_KINDS as readonly FactKind[])
    .filter((kind) => asked === undefined || kind.kind === asked)
    .map((kind) => ({ kind, missing: required(kind).filter((name) => !present.has(name)) }))
    .sort((a, b) => a.missing.length / required(a.kind).length - b.missing.length / required(b.kind).length)[0];
  const seen = names
    .filter((name) => name !== '')
    .slice(0, 20)
    .join(', ')
    .slice(0, 500);
  const missing = nearest?.missing.join(', ') ?? '';
  return new FileProblem(
    'unknown-columns',
    `认不出这些列:${seen}。最接近的是 ${nearest?.kind.kind},还缺 ${missing}。可用 --mapping 说明列的对应关系。`,
    `These columns are not recognised: ${seen}. The nearest kind is ${nearest?.kind.kind}, which also needs ${missing}. Say with --mapping what the columns mean.`,
  );
}
