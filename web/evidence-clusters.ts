/** The rows of a page of evidence gathered by signal: what is flagged, with what proves it. Pure. */
import type { EvidencePhoto, EvidenceRow } from './api.ts';

export interface Cluster {
  signal: string;
  flagged: EvidenceRow;
  partners: EvidenceRow[];
}

/** Signals of which nothing that proves them is on the page are left out, unless `alone`. */
export function clustersOf(rows: readonly EvidenceRow[], alone = false): Cluster[] {
  const signals = new Map<string, EvidenceRow[]>();
  for (const row of rows) if (row.signal) signals.set(row.signal, [...(signals.get(row.signal) ?? []), row]);
  return [...signals].flatMap(([signal, all]) => {
    const flagged = all.find((row) => row.role === 'flagged');
    const partners = all.filter((row) => row !== flagged);
    return flagged && (alone || partners.length > 0) ? [{ signal, flagged, partners }] : [];
  });
}

/** The picture of a row that is meant: of several the one that the other row, or the signal, speaks of. */
export function photoOf(row: EvidenceRow, sha256?: string): EvidencePhoto | undefined {
  return row.photos?.find((photo) => photo.sha256 === sha256) ?? row.photos?.[0];
}
