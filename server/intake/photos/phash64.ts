/**
 * The 64-bit perceptual hash as imagededup defines it: 32 x 32 samples by Lanczos, the lowest 8 x 8 DCT coefficients, each
 * at or above the median of all but the first. Comparable with hashes that other tools of this kind exported.
 */
import type { Luma } from './luma.ts';

const SIDE = 32;
const KEPT = 8;
const LOBES = 3;

export function phash64(luma: Luma): string {
  const samples = resized(luma);
  const coefficients = lowest(samples);
  const sorted = [...coefficients.slice(1)].sort((a, b) => a - b);
  const median = sorted[(sorted.length - 1) / 2]!;
  let hash = '';
  for (let at = 0; at < coefficients.length; at += 4) {
    const bits = coefficients.slice(at, at + 4).map((value) => (value >= median ? '1' : '0'));
    hash += parseInt(bits.join(''), 2).toString(16);
  }
  return hash;
}

function lowest(samples: Float64Array): number[] {
  const wave = (k: number, n: number): number => 2 * Math.cos((Math.PI * k * (2 * n + 1)) / (2 * SIDE));
  const out: number[] = [];
  for (let i = 0; i < KEPT; i++)
    for (let j = 0; j < KEPT; j++) {
      let sum = 0;
      for (let y = 0; y < SIDE; y++)
        for (let x = 0; x < SIDE; x++) sum += samples[y * SIDE + x]! * wave(i, y) * wave(j, x);
      out.push(sum);
    }
  return out;
}

interface Taps {
  first: number;
  weights: Float64Array;
}

/** Lanczos over as many pixels as fall on one sample, as PIL resizes. */
function taps(length: number): Taps[] {
  const scale = Math.max(1, length / SIDE);
  const support = LOBES * scale;
  return Array.from({ length: SIDE }, (_, i) => {
    const centre = (i + 0.5) * (length / SIDE);
    const first = Math.max(0, Math.floor(centre - support + 0.5));
    const last = Math.min(length, Math.floor(centre + support + 0.5));
    const weights = Float64Array.from({ length: last - first }, (_w, k) => lanczos((first + k - centre + 0.5) / scale));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: weights.map((weight) => weight / total) };
  });
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= LOBES) return 0;
  const at = Math.PI * x;
  return (LOBES * Math.sin(at) * Math.sin(at / LOBES)) / (at * at);
}

/** Samples are whole numbers between the passes and after them, as in a picture of 8 bits. */
const eightBits = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));

function resized({ width, height, values }: Luma): Float64Array {
  const across = taps(width);
  const narrow = new Float64Array(SIDE * height);
  for (let y = 0; y < height; y++)
    across.forEach(({ first, weights }, x) => {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * values[y * width + first + k]!;
      narrow[y * SIDE + x] = eightBits(sum);
    });
  const out = new Float64Array(SIDE * SIDE);
  taps(height).forEach(({ first, weights }, y) => {
    for (let x = 0; x < SIDE; x++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * narrow[(first + k) * SIDE + x]!;
      out[y * SIDE + x] = eightBits(sum);
    }
  });
  return out;
}
