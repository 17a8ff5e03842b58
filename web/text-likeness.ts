/** How alike the texts of a group are, template aside: shared runs of characters over all of them (Jaccard), as detectors compare. Pure. */
import type { EvidenceRow } from './api.ts';

/** As long as the detectors' own (metrics/text/normalised-text.ts). */
export const RUN = 3;

/** Runs of characters of what is no template; blanks and punctuation say nothing. */
function runsOf(row: EvidenceRow): Set<string> {
  const text = row.parts
    ? row.parts.map((part) => (part.part === 'template' ? '\n' : part.text)).join('')
    : String(row.columns.text ?? '');
  const runs = new Set<string>();
  for (const piece of text.split('\n')) {
    const characters = [
      ...piece
        .normalize('NFKC')
        .toLowerCase()
        .replaceAll(/[\p{Z}\p{P}\p{S}\p{C}]+/gu, ''),
    ];
    for (let at = 0; at + RUN <= characters.length; at++) runs.add(characters.slice(at, at + RUN).join(''));
  }
  return runs;
}

/** A square of shares 0..1; null where a text is too short to say. */
export function likeness(rows: readonly EvidenceRow[]): (number | null)[][] {
  const all = rows.map(runsOf);
  return all.map((a) =>
    all.map((b) => {
      if (a.size === 0 || b.size === 0) return null;
      const both = [...a].filter((run) => b.has(run)).length;
      return both / (a.size + b.size - both);
    }),
  );
}
