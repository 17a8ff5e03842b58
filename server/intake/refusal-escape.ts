/**
 * Cells of the files we hand out must not run as formulas in a spreadsheet, and must come back unchanged when the file is
 * loaded again. A cell that begins with a character spreadsheets act on gets an apostrophe in front, and so does one that
 * begins with an apostrophe itself; reading a file of refused rows takes exactly one away. Plain numbers stay as they are.
 */
const ACTIVE = /^['=+\-@\t\r\0＝＋－＠]/;
const PLAIN_NUMBER = /^[+-]?\d+(\.\d+)?$/;

export const escapeCell = (text: string): string => (ACTIVE.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text);

export const unescapeCell = (text: string): string =>
  text.startsWith("'") && ACTIVE.test(text.slice(1)) ? text.slice(1) : text;

/** The same in the engine, trimmed as cells of other files are. */
export const unescapeCellSql = (cell: string): string =>
  `trimBoth(if(startsWith(${cell}, '\\''), replaceRegexpOne(${cell}, '^\\'([\\'=+\\\\-@\\t\\r\\0＝＋－＠])', '\\\\1'), ${cell}))`;
