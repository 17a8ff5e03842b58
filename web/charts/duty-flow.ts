/** Sankey of demand: from the departments to the duty list it stands on. */
import type { DutyLine, List } from '../duty-model.ts';
import { LISTS, dutyTotal } from '../duty-model.ts';
import { base, opens, tooltipLines } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';
import { sankeySeries } from './sankey-series.ts';

export interface DutyFlowInput {
  lines: readonly DutyLine[];
  size: string;
  open: (issuer: string) => string;
  listWords: (list: List) => string;
}

const MOST = 12;
const MOST_ON_A_PHONE = 7;

interface Band {
  issuer: string;
  rest: boolean;
  list: List;
  value: number;
}

export function dutyFlow({ lines, size, open, listWords }: DutyFlowInput, context: ChartContext): ChartModel {
  const { t, number, percent, theme, width } = context;
  const narrow = width < 480;
  const bySize = [...lines].sort((a, b) => b.total - a.total);
  const shown = bySize.slice(0, narrow ? MOST_ON_A_PHONE : MOST);
  const rest = bySize.slice(shown.length);
  const named = ({ issuer, rest: isRest }: Pick<Band, 'issuer' | 'rest'>): string =>
    isRest ? t('charts.cascade.others') : issuer || t('charts.cascade.noIssuer');
  const bandsOf = (line: DutyLine, isRest: boolean): Band[] =>
    LISTS.map((list) => ({ issuer: line.issuer, rest: isRest, list, value: line.by[list] })).filter(
      ({ value }) => value > 0,
    );
  const bands = [
    ...shown.flatMap((line) => bandsOf(line, false)),
    ...(rest.length > 0 ? bandsOf(dutyTotal(rest), true) : []),
  ];
  const total = dutyTotal(lines);
  const outside = total.by.none + total.by.withdrawn;
  const title =
    total.total === 0
      ? t('charts.duties.unknown')
      : t('charts.dutyFlow.title', { size, total: number(total.total), outside: number(outside) });
  const reading = t('charts.dutyFlow.reading', { size });
  const sourceId = (band: Band): string => (band.rest ? 'rest' : `issuer:${band.issuer}`);
  const isOutside = (list: List): boolean => list === 'none' || list === 'withdrawn';
  const sources = [...new Map(bands.map((band) => [sourceId(band), band])).entries()];
  const lists = LISTS.filter((list) => total.by[list] > 0);
  const through = (value: number): string => `${size} ${number(value)} (${percent(value / total.total, 0)})`;

  return {
    title,
    reading,
    height: Math.max(320, sources.length * 32),
    table: {
      columns: [
        { label: t('terms.issuer'), numeric: false },
        { label: t('charts.dutyFlow.list'), numeric: false },
        { label: size, numeric: true },
      ],
      rows: bands.map((band) => [
        band.rest ? { text: named(band) } : { text: named(band), to: open(band.issuer) },
        { text: listWords(band.list) },
        { text: number(band.value) },
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      series: [
        {
          ...sankeySeries(context),
          data: [
            ...sources.map(([id, band]) => ({
              name: id,
              itemStyle: { color: theme.neutral },
              label: { formatter: named(band) },
              tooltip: {
                formatter: () =>
                  tooltipLines(named(band), [
                    through(bands.filter((one) => sourceId(one) === id).reduce((sum, { value }) => sum + value, 0)),
                  ]),
              },
            })),
            ...lists.map((list) => ({
              name: `list:${list}`,
              itemStyle: { color: isOutside(list) ? theme.contrast : list === '' ? theme.lineStrong : theme.accent },
              label: { formatter: listWords(list) },
              tooltip: { formatter: () => tooltipLines(listWords(list), [through(total.by[list])]) },
            })),
          ],
          links: bands.map((band) =>
            opens(
              {
                source: sourceId(band),
                target: `list:${band.list}`,
                value: band.value,
                ...(isOutside(band.list) ? { lineStyle: { color: theme.contrast, opacity: 0.45 } } : {}),
                tooltip: {
                  formatter: () => tooltipLines(`${named(band)} → ${listWords(band.list)}`, [through(band.value)]),
                },
              },
              band.rest ? undefined : open(band.issuer),
            ),
          ),
        },
      ],
    },
  };
}
