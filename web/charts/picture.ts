/** A chart as a picture that stands alone: its sentence above, the drawing, and below what it covers and how to read it. */
import type { ChartTheme } from './model.ts';

export interface PictureParts {
  title: string;
  reading: string;
  stamp: string;
  /** The drawing, as an `<svg>` of this size. */
  drawing: string;
  width: number;
  height: number;
  theme: ChartTheme;
  /** Width in pixels of a text at a size. */
  measure: (text: string, size: number, bold: boolean) => number;
}

const MARGIN = 24;
const TITLE = { size: 17, line: 26 };
const SMALL = { size: 13, line: 20 };

/** Words of Latin scripts stay whole; Chinese may break between any two characters. */
export function wrapped(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(/[!-\u024f]+\s*|\S\s*|\s+/gu) ?? []) {
    if (line !== '' && measure((line + piece).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  }
  return line.trimEnd() === '' ? lines : [...lines, line.trimEnd()];
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);

/** @returns the whole picture as SVG, and its size in pixels */
export function pictureSvg(parts: PictureParts): { svg: string; width: number; height: number } {
  const { drawing, width, theme, measure } = parts;
  const whole = width + 2 * MARGIN;
  const texts: string[] = [];
  let y = MARGIN;
  const write = (text: string, { size, line }: { size: number; line: number }, color: string, bold: boolean): void => {
    for (const one of wrapped(text, width, (piece) => measure(piece, size, bold))) {
      y += line;
      texts.push(
        `<text x="${MARGIN}" y="${y - line / 4}" font-size="${size}" fill="${color}"${bold ? ' font-weight="600"' : ''}>${escapeXml(one)}</text>`,
      );
    }
  };
  write(parts.title, TITLE, theme.ink, true);
  write(parts.reading, SMALL, theme.ink3, false);
  y += 8;
  const at = y;
  y += parts.height + 8;
  write(parts.stamp, SMALL, theme.ink3, false);
  const height = y + MARGIN;
  const family = escapeXml(theme.font);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="${height}" viewBox="0 0 ${whole} ${height}"><rect width="${whole}" height="${height}" fill="${theme.surface}"/><g font-family="${family}">${texts.join('')}</g><g transform="translate(${MARGIN} ${at})">${drawing}</g></svg>`;
  return { svg, width: whole, height };
}
