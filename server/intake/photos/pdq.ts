/**
 * PDQ, the 256-bit perceptual hash of Meta (ThreatExchange, `pdq/`): two passes of a box filter, 64 x 64 samples, the
 * lowest 16 x 16 DCT coefficients, each above or below their median. Its quality says how much texture there was.
 */
import type { Luma } from './luma.ts';

const SIDE = 64;
const KEPT = 16;
const PASSES = 2;

export interface PdqHash {
  /** 64 hexadecimal characters, as the published tools print it. */
  hash: string;
  /** 0 to 100. */
  quality: number;
}

const DCT = Array.from({ length: KEPT }, (_, i) =>
  Float64Array.from(
    { length: SIDE },
    (_v, j) => Math.sqrt(2 / SIDE) * Math.cos((Math.PI / 2 / SIDE) * (i + 1) * (2 * j + 1)),
  ),
);

export function pdq(luma: Luma): PdqHash {
  const samples = decimate(blurred(luma));
  const coefficients = transform(samples);
  const median = medianOf(coefficients);
  const words = new Uint16Array(16);
  coefficients.forEach((value, bit) => {
    if (value > median) words[bit >> 4]! |= 1 << (bit & 15);
  });
  const hash = [...words].reverse().map((word) => word.toString(16).padStart(4, '0'));
  return { hash: hash.join(''), quality: qualityOf(samples) };
}

/** Sum of the differences between neighbours, as the reference implementation scales it. */
function qualityOf(samples: Float64Array): number {
  let gradients = 0;
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      const here = samples[y * SIDE + x]!;
      if (y + 1 < SIDE) gradients += Math.abs(Math.trunc(((here - samples[(y + 1) * SIDE + x]!) * 100) / 255));
      if (x + 1 < SIDE) gradients += Math.abs(Math.trunc(((here - samples[y * SIDE + x + 1]!) * 100) / 255));
    }
  return Math.min(100, Math.trunc(gradients / 90));
}

function transform(samples: Float64Array): Float64Array {
  const rows = new Float64Array(KEPT * SIDE);
  for (let i = 0; i < KEPT; i++)
    for (let j = 0; j < SIDE; j++) {
      let sum = 0;
      for (let k = 0; k < SIDE; k++) sum += DCT[i]![k]! * samples[k * SIDE + j]!;
      rows[i * SIDE + j] = sum;
    }
  const out = new Float64Array(KEPT * KEPT);
  for (let i = 0; i < KEPT; i++)
    for (let j = 0; j < KEPT; j++) {
      let sum = 0;
      for (let k = 0; k < SIDE; k++) sum += rows[i * SIDE + k]! * DCT[j]![k]!;
      out[i * KEPT + j] = sum;
    }
  return out;
}

/** The lower of the two in the middle, as Torben's method gives it. */
function medianOf(values: Float64Array): number {
  return Float64Array.from(values).sort()[values.length / 2 - 1]!;
}

function decimate({ width, height, values }: Luma): Float64Array {
  const out = new Float64Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++)
      out[y * SIDE + x] =
        values[Math.floor(((y + 0.5) * height) / SIDE) * width + Math.floor(((x + 0.5) * width) / SIDE)]!;
  return out;
}

function blurred({ width, height, values }: Luma): Luma {
  const window = (side: number): number => Math.floor((side + 2 * SIDE - 1) / (2 * SIDE));
  let from = Float32Array.from(values);
  let to = new Float32Array(values.length);
  for (let pass = 0; pass < PASSES; pass++) {
    for (let y = 0; y < height; y++) box(from, to, y * width, 1, width, window(width));
    [from, to] = [to, from];
    for (let x = 0; x < width; x++) box(from, to, x, width, height, window(height));
    [from, to] = [to, from];
  }
  return { width, height, values: from };
}

/** Running mean over `full` values, fewer at the ends. */
function box(from: Float32Array, to: Float32Array, start: number, step: number, n: number, full: number): void {
  const ahead = Math.floor((full + 2) / 2) - 1;
  let sum = 0;
  let count = 0;
  for (let right = -ahead, i = 0; i < n + ahead; i++, right++) {
    if (i < n) {
      sum += from[start + i * step]!;
      count++;
    }
    if (i >= full) {
      sum -= from[start + (i - full) * step]!;
      count--;
    }
    if (right >= 0) to[start + right * step] = sum / count;
  }
}
