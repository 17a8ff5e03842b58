/** Oblique lines: tells two filled series apart in black and white. */
export const HATCH = (color: string) => ({
  symbol: 'rect' as const,
  color,
  dashArrayX: [1, 0],
  dashArrayY: [1.5, 4],
  rotation: Math.PI / 4,
});
