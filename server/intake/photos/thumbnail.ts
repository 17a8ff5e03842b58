/** A small upright copy of a picture, for people who look at evidence. */
import { source, type Rgba } from './luma.ts';

const LONGEST = 320;

/** Means over the pixels that fall on one; at most 320 pixels a side. */
export function small({ width, height, data }: Rgba, orientation: number): Rgba {
  const turned = orientation >= 5 && orientation <= 8;
  const [fullWidth, fullHeight] = turned ? [height, width] : [width, height];
  const scale = Math.min(1, LONGEST / Math.max(fullWidth, fullHeight));
  const [w, h] = [Math.max(1, Math.round(fullWidth * scale)), Math.max(1, Math.round(fullHeight * scale))];
  const out = new Uint8ClampedArray(w * h * 4);
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const sums = [0, 0, 0];
      let count = 0;
      for (let v = Math.floor((y * fullHeight) / h); v < Math.max(1, Math.floor(((y + 1) * fullHeight) / h)); v++)
        for (let u = Math.floor((x * fullWidth) / w); u < Math.max(1, Math.floor(((x + 1) * fullWidth) / w)); u++) {
          const [sx, sy] = source(orientation, u, v, fullWidth, fullHeight);
          const at = (sy * width + sx) * 4;
          for (let c = 0; c < 3; c++) sums[c]! += data[at + c]!;
          count++;
        }
      const to = (y * w + x) * 4;
      for (let c = 0; c < 3; c++) out[to + c] = count > 0 ? sums[c]! / count : 0;
      out[to + 3] = 255;
    }
  return { width: w, height: h, data: out };
}
