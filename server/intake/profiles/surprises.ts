/** What is unusual about a batch, against earlier ones of the same kind and source. Remarks for a steward, never refusals. */
import type { Words } from '../../../metrics/columns.ts';
import type { BatchProfile } from '../../contract-intake.ts';

export interface Surprise {
  code: 'new-values' | 'volume' | 'clock-drift' | 'column-emptied' | 'column-filled';
  column: string;
  words: Words;
}

/** Fewer earlier batches than this do not say what is usual. */
const FEWEST = 3;
/** A batch with so many times the usual rows a day, or so few. */
const VOLUME = 3;
/** Clocks that moved against each other by less are noise; a wrong time zone is hours. */
const DRIFT_SECONDS = 900;
/** A column that nearly every row filled, and one that next to none did. */
const [OFTEN, SELDOM] = [0.9, 0.1];
/** Below this many rows a share says nothing. */
const FEWEST_ROWS = 20;
/** People and devices come and go: only when so many of them are new. */
const NEW_SHARE = 0.2;
const COME_AND_GO = new Set(['cadre_code', 'device_id', 'network_id', 'created_by', 'org_unit_code', 'code']);

type Measured = Pick<BatchProfile, 'rows' | 'days' | 'delaySeconds' | 'columns'>;

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

export function surprisesOf(now: Measured, earlier: readonly Measured[]): Surprise[] {
  return [...newValues(now), ...volume(now, earlier), ...drift(now, earlier), ...coverage(now, earlier)];
}

function newValues({ columns }: Measured): Surprise[] {
  return columns.flatMap(({ name, newValues: count, distinct, examples }): Surprise[] => {
    if (!count || (COME_AND_GO.has(name) && count < NEW_SHARE * Math.max(1, distinct ?? count))) return [];
    const some = examples.join(', ');
    return [
      {
        code: 'new-values',
        column: name,
        words: {
          zh: `${name} 有 ${count} 个以往批次没有的值:${some}`,
          en: `${count} values in ${name} that earlier batches did not have: ${some}`,
        },
      },
    ];
  });
}

const perDay = ({ rows, days }: Measured): number => rows / Math.max(1, days);

function volume(now: Measured, earlier: readonly Measured[]): Surprise[] {
  if (earlier.length < FEWEST || now.rows === 0) return [];
  const usual = median(earlier.map(perDay));
  const here = perDay(now);
  if (usual === 0 || Math.max(here, usual) < FEWEST_ROWS || (here < VOLUME * usual && here > usual / VOLUME)) return [];
  const [a, b] = [here, usual].map((value) => String(Number(value.toPrecision(3)))) as [string, string];
  return [
    {
      code: 'volume',
      column: '',
      words: {
        zh: `每天 ${a} 行,以往批次的中位数是 ${b} 行`,
        en: `${a} rows a day; the median of earlier batches is ${b}`,
      },
    },
  ];
}

function drift(now: Measured, earlier: readonly Measured[]): Surprise[] {
  const delays = earlier.flatMap(({ delaySeconds }) => delaySeconds ?? []);
  if (now.delaySeconds === null || delays.length < FEWEST) return [];
  const usual = median(delays);
  const moved = now.delaySeconds - usual;
  // Sources that upload once a day vary by hours: three times their own spread is unusual.
  const spread = median(delays.map((delay) => Math.abs(delay - usual)));
  if (Math.abs(moved) < Math.max(DRIFT_SECONDS, 3 * spread)) return [];
  const minutes = (seconds: number): number => Math.round(seconds / 60);
  return [
    {
      code: 'clock-drift',
      column: '',
      words: {
        zh: `发生到接收的时间差中位数为 ${minutes(now.delaySeconds)} 分钟,以往为 ${minutes(usual)} 分钟:请核对时钟与时区`,
        en: `The median from event to receipt is ${minutes(now.delaySeconds)} min, earlier it was ${minutes(usual)} min: check clocks and time zone`,
      },
    },
  ];
}

function coverage(now: Measured, earlier: readonly Measured[]): Surprise[] {
  const before = earlier.filter(({ rows }) => rows > 0);
  if (before.length < FEWEST || now.rows < FEWEST_ROWS) return [];
  return now.columns.flatMap(({ name, filled }): Surprise[] => {
    const shares = before.flatMap(({ rows, columns }) => {
      const column = columns.find((one) => one.name === name);
      return column ? [column.filled / rows] : [];
    });
    if (shares.length < FEWEST) return [];
    const [here, usual] = [filled / now.rows, median(shares)];
    const percent = (share: number): string => `${Math.round(share * 100)} %`;
    if (usual >= OFTEN && here < 0.5)
      return [
        {
          code: 'column-emptied',
          column: name,
          words: {
            zh: `${name} 只有 ${percent(here)} 的行有值,以往为 ${percent(usual)}`,
            en: `${name} is filled in ${percent(here)} of the rows, earlier in ${percent(usual)}`,
          },
        },
      ];
    if (usual <= SELDOM && here > 0.5)
      return [
        {
          code: 'column-filled',
          column: name,
          words: {
            zh: `${name} 有 ${percent(here)} 的行有值,以往为 ${percent(usual)}`,
            en: `${name} is filled in ${percent(here)} of the rows, earlier in ${percent(usual)}`,
          },
        },
      ];
    return [];
  });
}
