/** The rows behind a finding or a figure as a table: what was recorded, when by which clock, and where it stands in which file. */
import { detector as detectorOf } from '../../metrics/catalogue.ts';
import { factKind } from '../../metrics/facts.ts';
import type { EvidenceRow } from '../contract.ts';
import type { Lang } from '../http/request-context.ts';
import { D } from './dossier-words.ts';
import type { Cell, ExportTable } from './export-document.ts';
import { W } from './words.ts';

/** A column is in the table where a row has it. */
interface Part {
  label: string;
  numeric?: true;
  cell: (row: EvidenceRow) => Cell;
  always?: true;
}

export function evidenceTable(name: string, rows: readonly EvidenceRow[], lang: Lang): ExportTable {
  const numeric = true as const;
  const always = true as const;
  const parts: Part[] = [
    {
      label: W.detectors[lang],
      cell: ({ detector }) => (detector ? (detectorOf(detector)?.terms[lang] ?? detector) : null),
    },
    { label: D.role[lang], cell: ({ role }) => (role ? D.roles[role][lang] : null) },
    { label: D.excuse[lang], cell: ({ excuse }) => (excuse ? (D.excuses[excuse]?.[lang] ?? excuse) : null) },
    { label: D.kind[lang], always, cell: ({ kind }) => factKind(kind)?.meaning[lang] ?? kind },
    { label: D.source[lang], always, cell: ({ source }) => source },
    { label: D.record[lang], always, cell: ({ externalId }) => externalId },
    { label: W.requirement[lang], always, cell: (row) => row.requirementName || row.requirement },
    { label: W.unit[lang], always, cell: (row) => row.unitName || row.unit },
    { label: D.person[lang], cell: ({ cadre }) => cadre || null },
    { label: D.at[lang], always, cell: ({ at }) => at },
    { label: D.claimed[lang], cell: ({ claimedAt }) => claimedAt },
    { label: D.captured[lang], cell: ({ capturedAt }) => capturedAt },
    { label: D.uploaded[lang], cell: ({ uploadedAt }) => uploadedAt },
    { label: D.amount[lang], numeric, cell: ({ numerator }) => numerator ?? null },
    { label: D.proof[lang], cell: ({ detail }) => (detail ? said(Object.entries(detail)) || null : null) },
    { label: D.content[lang], always, cell: (row) => contentOf(row, lang) },
    { label: D.file[lang], always, cell: ({ fileName }) => fileName },
    { label: D.sheet[lang], cell: ({ sheet }) => sheet || null },
    { label: D.line[lang], always, numeric, cell: ({ line }) => line },
    { label: D.digest[lang], always, cell: ({ file }) => file },
  ];
  const shown = parts.filter(({ always: fixed, cell }) => fixed || rows.some((row) => cell(row) !== null));
  return {
    name,
    title: name,
    definition: D.evidenceDefinition[lang],
    columns: shown.map(({ label, numeric: of }) => ({ label, ...(of ? { numeric: of } : {}) })),
    rows: rows.map((row) => shown.map(({ cell }) => cell(row))),
  };
}

/** What was recorded, by the meaning of the columns. */
function contentOf({ kind, columns }: EvidenceRow, lang: Lang): string {
  const meanings = new Map((factKind(kind)?.columns ?? []).map((column) => [column.name, column.meaning[lang]]));
  return said(Object.entries(columns).map(([name, value]) => [meanings.get(name) ?? name, value]));
}

const said = (pairs: readonly (readonly [string, unknown])[]): string =>
  pairs
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join('; ');
