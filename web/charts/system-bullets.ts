/** Bullet marks: of the users a system registered, how many were seen lately. */
import type { SystemRow } from '../../server/contract-systems.ts';
import { base, categoryAxis, opens, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface SystemBulletsInput {
  rows: readonly SystemRow[];
  idleDays: number;
  open: (row: SystemRow) => string;
}

type Registered = SystemRow & { registeredUsers: number };

export function systemBullets({ rows, idleDays, open }: SystemBulletsInput, context: ChartContext): ChartModel {
  const { t, number, percent, theme, width } = context;
  const narrow = width < 480;
  const live = rows.filter(({ use }) => use !== 'retired');
  const known = live
    .filter((row): row is Registered => (row.registeredUsers ?? 0) > 0)
    .sort((a, b) => b.registeredUsers - a.registeredUsers);
  const without = live.length - known.length;
  // Where nothing ever came from a system its users may be there all the same: no bar, and words.
  const seen = (row: Registered): number | null =>
    row.use === 'cannot-judge' && row.reason === 'no-rows' ? null : row.cadresLately;
  const counted = known.filter((row) => seen(row) !== null);
  const registered = counted.reduce((sum, row) => sum + row.registeredUsers, 0);
  const lately = counted.reduce((sum, row) => sum + seen(row)!, 0);
  const title =
    registered === 0
      ? t('charts.bullets.nothing')
      : t('charts.bullets.title', {
          registered: number(registered),
          seen: number(lately),
          share: percent(lately / registered, 0),
          days: number(idleDays),
        });
  const reading = [
    t('charts.bullets.reading', { days: number(idleDays) }),
    ...(without > 0 ? [t('charts.bullets.without', { n: without })] : []),
  ].join(' ');
  const words = (row: Registered): string => {
    const users = seen(row);
    if (users !== null)
      return t('charts.bullets.label', { seen: number(users), registered: number(row.registeredUsers) });
    return row.cadresLately === null ? t('status.suppressed') : t('status.cannot-judge');
  };
  const tip = (row: Registered): string =>
    tooltipLines(row.name, [t('systems.registered', { users: number(row.registeredUsers) }), words(row)]);
  const labelWidth = narrow ? 96 : 176;

  return {
    title,
    reading,
    height: known.length * 30 + 80,
    table: {
      columns: [
        { label: t('terms.system'), numeric: false },
        { label: t('charts.bullets.registered'), numeric: true },
        { label: t('systems.cadresLately', { n: number(idleDays) }), numeric: true },
        { label: t('charts.bullets.share'), numeric: true },
      ],
      rows: known.map((row) => {
        const users = seen(row);
        return [
          { text: row.name, to: open(row) },
          { text: number(row.registeredUsers) },
          { text: users === null ? words(row) : number(users) },
          { text: users === null ? '' : percent(users / row.registeredUsers, 0) },
        ];
      }),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: { left: labelWidth + 16, right: narrow ? 32 : 144, top: 8, bottom: 48 },
      xAxis: { ...valueAxis(context, t('charts.bullets.axis')), min: 0 },
      yAxis: {
        ...categoryAxis(
          context,
          known.map(({ name }) => name),
          labelWidth,
        ),
        inverse: true,
      },
      series: [
        {
          name: t('charts.bullets.registered'),
          type: 'bar',
          barWidth: 18,
          cursor: 'pointer',
          itemStyle: { color: theme.accentSoft, borderColor: theme.line, borderWidth: 1 },
          data: known.map((row) => opens({ value: row.registeredUsers }, open(row))),
          tooltip: { formatter: (params) => tip(known[(params as { dataIndex: number }).dataIndex]!) },
        },
        {
          // Over the pale bar, not beside it.
          name: t('charts.bullets.seen'),
          type: 'bar',
          barWidth: 7,
          barGap: '-70%',
          z: 3,
          cursor: 'pointer',
          itemStyle: { color: theme.accent },
          data: known.map((row) => opens({ value: seen(row) ?? '-' }, open(row))),
          tooltip: { formatter: (params) => tip(known[(params as { dataIndex: number }).dataIndex]!) },
        },
        {
          // Beyond the longer of the two bars.
          name: t('terms.status'),
          type: 'scatter',
          symbolSize: 1,
          silent: true,
          itemStyle: { color: 'transparent' },
          label: {
            show: !narrow,
            position: 'right',
            color: theme.ink2,
            fontSize: 12,
            formatter: (params) => words(known[(params as { dataIndex: number }).dataIndex]!),
          },
          data: known.map((row, index) => [Math.max(row.registeredUsers, seen(row) ?? 0), index]),
        },
      ],
    },
  };
}
