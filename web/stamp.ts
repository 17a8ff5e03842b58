import { formatTime } from './format.ts';
import { t } from './i18n.ts';

/** What stands below every chart: the months it covers and when its figures were computed. */
export function stampOf({ from, to }: { from: string; to: string }, asOf: string | null | undefined): string {
  const period =
    from || to ? t('stamp.months', { from: from || t('filters.start'), to: to || t('filters.end') }) : t('stamp.all');
  return asOf ? t('stamp.asOf', { period, at: formatTime(asOf) }) : period;
}
