/** Texts as they are compared: without what differs by typing only. */

/** SQL of a text without width, case, spaces and punctuation, and with every run of digits as `#`. */
export const normalisedText = (text: string): string =>
  `replaceRegexpAll(replaceRegexpAll(lowerUTF8(normalizeUTF8NFKC(${text})), '[\\\\pZ\\\\pP\\\\pS\\\\pC]+', ''), '[0-9]+', '#')`;

/** What a published template leaves to be filled in (a regular expression inside an SQL string). */
export const TEMPLATE_BLANKS =
  '_{2,}|…+|\\\\.{3,}|[×＿]+|[XxＸ]{2,}|\\\\{[^}]*\\\\}|[0-9０-９]+|（\\\\s*）|\\\\(\\\\s*\\\\)';

/** Characters of a shingle. Three Chinese characters say about as much as five letters of English. */
export const SHINGLE_CHARACTERS = 3;

/** SQL of the distinct shingles of a normalised text, as text. */
export const shinglesOf = (normalised: string): string => `arrayDistinct(ngrams(${normalised}, ${SHINGLE_CHARACTERS}))`;

/** SQL of shingles as numbers that differ between requirements: reports are compared within theirs. */
export const shingleNumbers = (requirement: string, shingles: string): string =>
  `arrayMap(piece -> toUInt32(cityHash64(${requirement}, piece)), ${shingles})`;
