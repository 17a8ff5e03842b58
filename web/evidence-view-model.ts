/** Which pictures a finding has, by the detectors that stand out in it. Pure, so that it is tested without a browser. */
export type EvidenceViewName =
  'map' | 'clocks' | 'due' | 'devices' | 'photos' | 'texts' | 'numbers' | 'pressure' | 'outcome';

export interface OfferedView {
  view: EvidenceViewName;
  /** The detectors it can show, most unusual first. */
  detectors: string[];
}

/** Own pictures of detectors whose family alone does not say what to look at; the first is shown first. */
const OF_DETECTOR: Record<string, readonly EvidenceViewName[]> = {
  'shared-device': ['devices', 'map'],
  'mock-location': ['map', 'devices'],
  'deadline-spike': ['due'],
  'photo-place-mismatch': ['photos', 'map'],
  'photo-time-mismatch': ['clocks', 'photos'],
  'low-variability': ['numbers'],
  'record-repeat': ['numbers', 'clocks'],
  'too-complete': ['numbers'],
};
const OF_FAMILY: Record<string, readonly EvidenceViewName[]> = {
  location: ['map'],
  timing: ['clocks'],
  photo: ['photos'],
  text: ['texts'],
  numbers: ['numbers'],
  verification: ['clocks'],
};
/** They answer a question about any detector. */
const ALWAYS = ['pressure', 'outcome'] as const;

/** @param flagged most unusual first */
export function viewsOf(flagged: readonly { id: string; family: string }[]): OfferedView[] {
  const offered = new Map<EvidenceViewName, string[]>();
  const offer = (view: EvidenceViewName, id: string): void => {
    offered.set(view, [...(offered.get(view) ?? []), id]);
  };
  for (const { id, family } of flagged) for (const view of OF_DETECTOR[id] ?? OF_FAMILY[family] ?? []) offer(view, id);
  if (flagged.length > 0) for (const view of ALWAYS) for (const { id } of flagged) offer(view, id);
  return [...offered].map(([view, detectors]) => ({ view, detectors }));
}

/** How many of the 64 bits of two perceptual hashes differ; null where one is unknown. */
export function hashDistance(a: string, b: string): number | null {
  const [bitsA, bitsB] = [hashBits(a), hashBits(b)];
  if (!bitsA || !bitsB) return null;
  return bitsA.filter((bit, i) => bit !== bitsB[i]).length;
}

export function hashBits(hash: string): boolean[] | null {
  if (!/^[0-9a-f]{16}$/i.test(hash)) return null;
  return [...hash].flatMap((digit) => [8, 4, 2, 1].map((bit) => (parseInt(digit, 16) & bit) !== 0));
}
