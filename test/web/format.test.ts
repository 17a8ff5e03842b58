import {
  formatBytes,
  formatMeasured,
  formatNumber,
  formatPercent,
  formatProbability,
  formatTime,
  unitOf,
} from '../../web/format.ts';

const share = { aggregate: 'ratio', unit: { zh: '占比', en: 'share' } };
const hours = { aggregate: 'sum', unit: { zh: '小时', en: 'hours' } };

describe('figures as text', () => {
  it('carry thousands separators in both languages', () => {
    expect(formatNumber(1234567.891, 1, 'zh-CN')).toBe('1,234,567.9');
    expect(formatPercent(0.2837, 1, 'en')).toBe('28.4%');
  });

  it('keep as many digits as a reader can hold', () => {
    expect([143621.4, 31.54, 6.8, 0.412, 12].map((value) => formatMeasured(value, hours, 'en'))).toEqual([
      '143,621',
      '31.5',
      '6.80',
      '0.41',
      '12',
    ]);
  });

  it('show shares in per cent without a second unit, and a Gini coefficient with three decimals', () => {
    expect(formatMeasured(0.46, share, 'zh-CN')).toBe('46.0%');
    expect(unitOf(share, 'zh-CN')).toBe('');
    expect(unitOf(hours, 'zh-CN')).toBe('小时');
    expect(formatMeasured(0.62, { aggregate: 'gini', unit: { zh: '基尼系数', en: 'Gini coefficient' } }, 'en')).toBe(
      '0.620',
    );
  });

  it('do not pretend to know tiny probabilities', () => {
    expect(formatProbability(0.00000012, 'en')).toBe('< 0.0001');
    expect(formatProbability(0.0042, 'en')).toBe('0.0042');
    expect(formatProbability(0.34, 'en')).toBe('0.340');
  });

  it('show times as China time and any other offset openly', () => {
    expect(formatTime('2026-03-31T23:40:11.000+08:00')).toBe('2026-03-31 23:40:11');
    expect(formatTime('2026-03-31T15:40:11Z')).toBe('2026-03-31 15:40:11 Z');
    expect(formatTime('2026-03-31')).toBe('2026-03-31');
    expect(formatTime(null)).toBe('');
    expect(formatBytes(182033, 'en')).toBe('177.8 KB');
  });
});
