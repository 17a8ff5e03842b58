/** Numbers and times as text. Figures carry thousands separators; times are shown as the API wrote them (Asia/Shanghai). */
export type Language = 'zh-CN' | 'en';

export function formatNumber(value: number, digits: number, language: Language): string {
  return new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    value,
  );
}

export function formatPercent(share: number, digits: number, language: Language): string {
  return new Intl.NumberFormat(language, {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(share);
}

/** Three significant digits below a hundred, whole numbers above: what a reader can hold. */
export function readableDigits(value: number): number {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return 0;
  if (size >= 100) return 0;
  if (size >= 10) return 1;
  return 2;
}

/** A probability: below one in ten thousand only its order is known to mean anything. */
export function formatProbability(p: number, language: Language): string {
  if (p < 0.0001) return `< ${formatNumber(0.0001, 4, language)}`;
  return formatNumber(p, p < 0.01 ? 4 : 3, language);
}

/** `2025-07-03T14:05:09.000+08:00` becomes `2025-07-03 14:05:09`; another offset is kept in view. */
export function formatTime(iso: string | null): string {
  if (!iso) return '';
  const found = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(iso);
  if (!found) return iso;
  const [, day, time, offset] = found;
  if (!time) return day!;
  const elsewhere = offset && offset.replace(':', '') !== '+0800' ? ` ${offset}` : '';
  return `${day} ${time}${elsewhere}`;
}

export function formatBytes(bytes: number, language: Language): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${formatNumber(size, unit === 0 ? 0 : 1, language)} ${units[unit]}`;
}

export interface Measured {
  aggregate?: string;
  unit?: { zh: string; en: string };
}

/** Shares are stored as 0..1 and shown in per cent; the catalogue's unit says which indicators are shares. */
export function isShare(item: Measured | undefined): boolean {
  return item?.aggregate === 'ratio' && /%|share|ratio|per ?cent/i.test(item.unit?.en ?? '%');
}

export function formatMeasured(value: number, item: Measured | undefined, language: Language): string {
  if (isShare(item)) return formatPercent(value, 1, language);
  if (item?.aggregate === 'gini') return formatNumber(value, 3, language);
  return formatNumber(value, readableDigits(value), language);
}

/** The unit to print after a value, empty where the value already carries its per cent sign. */
export function unitOf(item: Measured | undefined, language: Language): string {
  if (!item?.unit || isShare(item)) return '';
  return language === 'en' ? item.unit.en : item.unit.zh;
}
