/** Tables of indicator values: one shape for every view that shows them. */
import { indicator as indicatorOf } from '../../metrics/catalogue.ts';
import type { IndicatorRow } from '../contract.ts';
import type { Lang } from '../http/request-context.ts';
import type { Cell, ExportColumn, ExportTable } from './export-document.ts';
import { stateOf, W } from './words.ts';

export type Key = 'requirement' | 'unit' | 'system' | 'issuer' | 'period';

const NAME_OF: Record<Key, (row: IndicatorRow) => string> = {
  requirement: (row) => row.requirementName ?? row.requirement ?? '',
  unit: (row) => row.unitName ?? row.unit ?? '',
  system: (row) => row.systemName ?? row.system ?? '',
  issuer: (row) => row.issuer ?? '',
  period: (row) => row.period,
};

export const statusOf = ({ status, reason }: Pick<IndicatorRow, 'status' | 'reason'>, lang: Lang): string =>
  stateOf(status, reason, lang);

/** A value that is no figure says why, in its own cell. */
const figure = (row: IndicatorRow, value: number | null, lang: Lang): Cell =>
  row.status === 'ok' ? value : statusOf(row, lang);

export interface ValueTable {
  name: string;
  title: string;
  keys: readonly Key[];
  rows: readonly IndicatorRow[];
  lang: Lang;
  /** Shows hours per cadre and week, with their interval, instead of the sum. */
  perCadreWeek?: boolean;
  /** Bars of the largest values. */
  drawn?: boolean;
}

export function valueTable({ name, title, keys, rows, lang, perCadreWeek, drawn }: ValueTable): ExportTable {
  const ids = [...new Set(rows.map(({ indicator }) => indicator))];
  const definitions = ids.map(indicatorOf).filter((one) => one !== undefined);
  const several = ids.length > 1;
  const columns: ExportColumn[] = [
    ...(several ? [{ label: W.indicator[lang] }] : []),
    ...keys.map((key) => ({ label: W[key === 'period' ? 'period' : key][lang] })),
    { label: perCadreWeek ? W.hoursPerCadreWeek[lang] : valueLabel(), numeric: true },
    { label: W.low[lang], numeric: true },
    { label: W.high[lang], numeric: true },
    ...(perCadreWeek
      ? [{ label: W.cadres[lang], numeric: true as const }]
      : [
          { label: W.numerator[lang], numeric: true as const },
          { label: W.denominator[lang], numeric: true as const },
        ]),
    { label: W.n[lang], numeric: true },
    { label: W.status[lang] },
  ];
  const cells = (row: IndicatorRow): Cell[] => {
    const people = row.perCadreWeek;
    const own = perCadreWeek
      ? [figure(row, people?.value ?? null, lang), people?.low ?? null, people?.high ?? null, people?.cadres ?? null]
      : [figure(row, row.value, lang), row.low, row.high, row.numerator, row.denominator];
    const term = definitions.find(({ id }) => id === row.indicator)?.terms[lang] ?? row.indicator;
    return [...(several ? [term] : []), ...keys.map((key) => NAME_OF[key](row)), ...own, row.n, statusOf(row, lang)];
  };
  const valueAt = keys.length + (several ? 1 : 0);
  const table = rows.map(cells);
  const size = (row: readonly Cell[]): number => (typeof row[valueAt] === 'number' ? row[valueAt] : -Infinity);
  return {
    name,
    title,
    definition: definitions.map((one) => `${one.terms[lang]}: ${one.formula[lang]}`).join('\n'),
    columns,
    rows: drawn ? [...table].sort((a, b) => size(b) - size(a)) : table,
    ...(drawn ? { chart: { category: several ? 1 : 0, value: valueAt } } : {}),
  };

  function valueLabel(): string {
    const [only, ...others] = definitions;
    return only && others.length === 0 ? `${only.terms[lang]} (${only.unit[lang]})` : W.value[lang];
  }
}

/** Id and version of every definition whose figures are in the rows. */
export function versionsOf(rows: readonly IndicatorRow[]): string {
  const ids = [...new Set(rows.map(({ indicator }) => indicator))].sort();
  return ids.map((id) => `${id} v${indicatorOf(id)?.version ?? '?'}`).join(', ');
}
