/** Whether a name can be read in a tile of a treemap, whose layout is not known before it is drawn. */

const WIDE = 12;
const NARROW = 7;
const LINE = 16;
const PADDING = 8;
/** Tiles are not quite square, and the heads of their groups take some of the room. */
const SQUARE_SHARE = 0.6;

/** Pixels a text takes on one line of 12 px letters; Chinese characters are as wide as they are high. */
export function textWidth(text: string): number {
  return [...text].reduce((sum, character) => sum + (character.codePointAt(0)! >= 0x2e80 ? WIDE : NARROW), 0);
}

/** @param pixels area of the tile; @param lines lines that stand below the name */
export function nameFits(name: string, pixels: number, lines: number): boolean {
  const side = Math.sqrt(pixels * SQUARE_SHARE) - PADDING;
  if (side < WIDE) return false;
  const broken = Math.ceil(textWidth(name) / (Math.floor(side / WIDE) * WIDE));
  return (broken + lines) * LINE <= side;
}
