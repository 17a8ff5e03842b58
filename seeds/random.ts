/**
 * The only source of chance in the seeds. Same seed, same bytes, on every machine and in any order of calls.
 *
 * Generator: sfc32 (Chris Doty-Humphrey, PractRand, "small fast chaotic", 128 bits of state), warmed up 12 rounds.
 * Keys: FNV-1a over the text of the key, finished with MurmurHash3's fmix32. `split` derives a child from the parent's
 * *seed*, never from its state, so adding a draw in one place moves nothing elsewhere.
 */
function fmix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** 32-bit hash of a seed and keys, each key kept apart from its neighbours. */
export function hashKeys(seed: number, ...keys: readonly (string | number)[]): number {
  let h = fmix32(seed ^ 0x811c9dc5);
  for (const key of keys) {
    const text = String(key);
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
    h = fmix32(h ^ 0x9e3779b9);
  }
  return h >>> 0;
}

/** A number in [0, 1) that depends only on its arguments: for decisions that two places must agree on. */
export function uniformAt(salt: number, a: number, b: number): number {
  const first = fmix32(Math.imul(a + 0x7f4a7c15, 0x9e3779b1) ^ salt);
  return fmix32(first ^ Math.imul(b + 0x165667b1, 0x85ebca77)) / 4294967296;
}

export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(private readonly seed: number) {
    this.a = fmix32(seed);
    this.b = fmix32(seed ^ 0x243f6a88);
    this.c = fmix32(seed ^ 0x13198a2e);
    for (let i = 0; i < 12; i++) this.bits();
  }

  split(...keys: readonly (string | number)[]): Random {
    return new Random(hashKeys(this.seed, ...keys));
  }

  /** 32 random bits as an unsigned integer. */
  bits(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + sum) | 0;
    return sum >>> 0;
  }

  /** [0, 1) */
  next(): number {
    return this.bits() / 4294967296;
  }

  /** 0 .. n-1 */
  below(n: number): number {
    return Math.floor((this.bits() / 4294967296) * n);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Whole number, both ends included. */
  integer(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** Standard normal, Box-Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  lognormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal());
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  shuffled<T>(items: readonly T[]): T[] {
    const copy = [...items];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const held = copy[i] as T;
      copy[i] = copy[j] as T;
      copy[j] = held;
    }
    return copy;
  }

  /** 16 hexadecimal digits. */
  hex64(): string {
    return this.bits().toString(16).padStart(8, '0') + this.bits().toString(16).padStart(8, '0');
  }
}
