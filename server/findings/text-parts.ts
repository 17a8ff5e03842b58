/**
 * A text cut into what its form brought along, what an earlier text has too, and what is its own: by the same shingles by
 * which texts are compared (metrics/text/normalised-text.ts), laid back onto the characters as they were written.
 */
import { SHINGLE_CHARACTERS } from '../../metrics/text/normalised-text.ts';

export interface TextPart {
  text: string;
  part: 'template' | 'shared' | 'own';
}

interface Normalised {
  characters: string[];
  /** Place of each in the written text, in code points. */
  places: number[];
}

function normalised(written: readonly string[]): Normalised {
  const characters: string[] = [];
  const places: number[] = [];
  let inDigits = false;
  written.forEach((character, place) => {
    for (const one of character.normalize('NFKC').toLowerCase()) {
      if (/[\p{Z}\p{P}\p{S}\p{C}]/u.test(one)) continue;
      const digit = /[0-9]/.test(one);
      if (digit && inDigits) continue;
      characters.push(digit ? '#' : one);
      places.push(place);
      inDigits = digit;
    }
  });
  return { characters, places };
}

function shinglesAt(characters: readonly string[]): string[] {
  return Array.from({ length: Math.max(0, characters.length - SHINGLE_CHARACTERS + 1) }, (_, i) =>
    characters.slice(i, i + SHINGLE_CHARACTERS).join(''),
  );
}

/** The shingles of a text. */
export function shingles(text: string): Set<string> {
  return new Set(shinglesAt(normalised([...text]).characters));
}

/** Consecutive parts that make up the whole text. Punctuation and blanks go with what stands before them. */
export function textParts(text: string, template: ReadonlySet<string>, other: ReadonlySet<string>): TextPart[] {
  const written = [...text];
  const { characters, places } = normalised(written);
  const kinds: TextPart['part'][] = characters.map(() => 'own');
  shinglesAt(characters).forEach((shingle, i) => {
    const kind = template.has(shingle) ? 'template' : other.has(shingle) ? 'shared' : undefined;
    if (kind === undefined) return;
    for (let k = i; k < i + SHINGLE_CHARACTERS; k++) if (kinds[k] !== 'template') kinds[k] = kind;
  });
  const parts: TextPart[] = [];
  let next = 0;
  let kind: TextPart['part'] = kinds[0] ?? 'own';
  written.forEach((character, place) => {
    while (places[next] === place) kind = kinds[next++]!;
    const last = parts.at(-1);
    if (last?.part === kind) last.text += character;
    else parts.push({ text: character, part: kind });
  });
  return parts;
}
