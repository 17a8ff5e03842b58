/** What a file of evidence holds at most; above it the server refuses, and the page says so before. */
import { number, t } from './i18n.ts';

/** As server/exports/dossier-tables.ts has it. */
export const MOST_EXPORTED_ROWS = 20_000;

export const refusalOf = (rows: number | undefined): string | undefined =>
  rows !== undefined && rows > MOST_EXPORTED_ROWS
    ? t('exports.tooMany', { rows: number(rows), most: number(MOST_EXPORTED_ROWS) })
    : undefined;
