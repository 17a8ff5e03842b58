/** Brightness of a picture as numbers, 0 to 255, and what is done with it before it is hashed. */

export interface Luma {
  width: number;
  height: number;
  /** Row by row. */
  values: Float32Array;
}

export interface Rgba {
  width: number;
  height: number;
  data: Uint8Array | Uint8ClampedArray;
}

/** Share of the height that an app's watermark covers, cut off before hashing. */
export interface Mask {
  top: number;
  bottom: number;
}

/** Rec. 601, as PDQ and PIL have it. */
export function lumaOf({ width, height, data }: Rgba): Luma {
  const values = new Float32Array(width * height);
  for (let i = 0, at = 0; i < values.length; i++, at += 4)
    values[i] = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
  return { width, height, values };
}

/** Means over blocks until neither side is longer than `longest`. */
export function shrunk(luma: Luma, longest: number): Luma {
  const scale = longest / Math.max(luma.width, luma.height);
  if (scale >= 1) return luma;
  const [width, height] = [luma.width, luma.height].map((side) => Math.max(1, Math.round(side * scale))) as [
    number,
    number,
  ];
  const sums = new Float64Array(width * height);
  const counts = new Uint32Array(width * height);
  for (let y = 0, at = 0; y < luma.height; y++) {
    const row = Math.min(height - 1, Math.floor((y * height) / luma.height)) * width;
    for (let x = 0; x < luma.width; x++, at++) {
      const to = row + Math.min(width - 1, Math.floor((x * width) / luma.width));
      sums[to]! += luma.values[at]!;
      counts[to]!++;
    }
  }
  return { width, height, values: Float32Array.from(sums, (sum, i) => sum / counts[i]!) };
}

/** As it is shown: EXIF orientation 1 to 8 applied. */
export function upright(luma: Luma, orientation: number): Luma {
  if (!(orientation >= 2 && orientation <= 8)) return luma;
  const { width, height, values } = luma;
  const turned = orientation >= 5;
  const [w, h] = turned ? [height, width] : [width, height];
  const out = new Float32Array(values.length);
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const [sx, sy] = source(orientation, x, y, w, h);
      out[y * w + x] = values[sy * width + sx]!;
    }
  return { width: w, height: h, values: out };
}

/** Where the pixel (x, y) of the upright picture of w x h stands in the stored one. */
export function source(orientation: number, x: number, y: number, w: number, h: number): [number, number] {
  const [right, down] = [w - 1 - x, h - 1 - y];
  switch (orientation) {
    case 2:
      return [right, y];
    case 3:
      return [right, down];
    case 4:
      return [x, down];
    case 5:
      return [y, x];
    case 6:
      return [y, right];
    case 7:
      return [down, right];
    case 8:
      return [down, x];
    default:
      return [x, y];
  }
}

export function masked(luma: Luma, { top, bottom }: Mask): Luma {
  const first = Math.floor(luma.height * top);
  const last = luma.height - Math.floor(luma.height * bottom);
  if (last - first < 2) return luma;
  return {
    width: luma.width,
    height: last - first,
    values: luma.values.subarray(first * luma.width, last * luma.width),
  };
}
