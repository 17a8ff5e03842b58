/** Bits in which two hexadecimal hashes of the same length differ. */
export function distance(a: string, b: string): number {
  if (a.length !== b.length || a === '') throw new Error(`cannot compare "${a}" with "${b}"`);
  let bits = 0;
  for (let at = 0; at < a.length; at += 4) {
    let differing = parseInt(a.slice(at, at + 4), 16) ^ parseInt(b.slice(at, at + 4), 16);
    for (; differing; differing &= differing - 1) bits++;
  }
  return bits;
}
