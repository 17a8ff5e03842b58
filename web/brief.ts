/** The first page in a few sentences: how much, where, which requirements, when, what to check. Each leads to the page behind it. */
import type { Findings, IndicatorRow } from './api.ts';
import { fewestFor } from './fewest-for.ts';

export interface BriefLine {
  /** Key below `brief`. */
  key: string;
  named: Record<string, string | number>;
  to: string;
}

export interface BriefInput {
  /** Values of everything together, of filling-hours by township, and by requirement. */
  overall: readonly IndicatorRow[];
  townships: readonly IndicatorRow[];
  requirements: readonly IndicatorRow[];
  findings: Findings | undefined;
  number: (value: number, digits?: number) => string;
  percent: (share: number, digits?: number) => string;
  link: (path: string) => string;
}

/** The heaviest against the lightest: below this they are called alike, as in the charts. */
const ALIKE = 1.1;
const MOST_OF_IT = 0.8;

type Weighed = IndicatorRow & { perCadreWeek: NonNullable<IndicatorRow['perCadreWeek']> };

/** A sentence that cannot be judged is left out; the figures below say why. */
export function brief(input: BriefInput): BriefLine[] {
  const { overall, findings, number, percent, link } = input;
  const lines: BriefLine[] = [];
  const ok = (id: string): IndicatorRow | undefined =>
    overall.find((row) => row.indicator === id && row.status === 'ok' && row.value !== null);
  const week = ok('filling-hours')?.perCadreWeek;
  if (week)
    lines.push({
      key: 'week',
      named: { hours: number(week.value, 1), low: number(week.low, 1), high: number(week.high, 1) },
      to: link('/week'),
    });
  const townships = townshipsLine(input);
  if (townships) lines.push(townships);
  const requirements = requirementsLine(input);
  if (requirements) lines.push(requirements);
  const off = ok('off-hours');
  if (off) lines.push({ key: 'offHours', named: { share: percent(off.value!, 0) }, to: link('/time') });
  const [most] = findings?.byRequirement ?? [];
  if (findings && most && findings.counts.open > 0)
    lines.push({
      key: 'findings',
      named: { n: findings.counts.open, count: number(findings.counts.open), name: most.name, open: number(most.open) },
      to: link('/findings'),
    });
  return lines;
}

function townshipsLine({ townships, number, link }: BriefInput): BriefLine | undefined {
  const weighed = townships
    .filter((row): row is Weighed => row.status === 'ok' && row.perCadreWeek !== undefined)
    .sort((a, b) => b.perCadreWeek.value - a.perCadreWeek.value);
  const [top, bottom] = [weighed[0], weighed.at(-1)];
  if (!top || !bottom || top === bottom) return undefined;
  const named = {
    top: top.unitName ?? top.unit ?? '',
    high: number(top.perCadreWeek.value, 1),
    bottom: bottom.unitName ?? bottom.unit ?? '',
    low: number(bottom.perCadreWeek.value, 1),
  };
  // As on the chart: where intervals overlap nobody is said to be the heaviest.
  const apart = top.perCadreWeek.low > bottom.perCadreWeek.high;
  const alike = top.perCadreWeek.value < bottom.perCadreWeek.value * ALIKE;
  const key = !alike
    ? apart
      ? 'townships'
      : 'townshipsOverlap'
    : named.high === named.low
      ? 'townshipsSame'
      : 'townshipsAlike';
  return { key, named, to: link('/townships') };
}

function requirementsLine({ requirements, number, link }: BriefInput): BriefLine | undefined {
  const weighed = requirements
    .filter((row) => row.status === 'ok' && row.value !== null && row.value > 0)
    .sort((a, b) => b.value! - a.value!);
  const [heaviest] = weighed;
  if (!heaviest) return undefined;
  const k = fewestFor(
    weighed.map((row) => row.value!),
    MOST_OF_IT,
  );
  return {
    key: 'requirements',
    named: {
      n: weighed.length,
      k: number(k),
      name: heaviest.requirementName || heaviest.requirement || '',
      hours: number(heaviest.value!),
    },
    to: link('/requirements'),
  };
}
