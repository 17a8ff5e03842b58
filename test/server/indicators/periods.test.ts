import { calendarDays } from '../../../server/indicators/calendar.ts';
import { unitPaths } from '../../../server/indicators/lookups.ts';
import { periodLength } from '../../../server/indicators/periods.ts';

describe('period lengths', () => {
  it('counts the days of a period that lie in the span', () => {
    expect(periodLength('2024-02', 'month', '2024-01-01', '2024-12-31')).toBe(29);
    expect(periodLength('2025-02', 'month', '2025-02-10', '2025-12-31')).toBe(19);
    expect(periodLength('2025-03-03', 'week', '2025-01-01', '2025-03-05')).toBe(3);
    expect(periodLength('', 'all', '2025-01-01', '2025-12-31')).toBe(365);
    expect(periodLength('2025-02', 'month', '2025-03-01', '2025-03-31')).toBe(0);
  });
});

describe('Chinese calendar', () => {
  const days = new Map(calendarDays(2025, 2025).map((day) => [day.day, day]));

  it('knows holidays and the workdays moved for them', () => {
    expect(days.get('2025-01-28')).toEqual({ day: '2025-01-28', is_workday: 0, is_holiday: 1, name: '春节' });
    expect(days.get('2025-01-26')).toMatchObject({ is_workday: 1, name: '' }); // a Sunday worked for Spring Festival
    expect(days.get('2025-10-01')).toMatchObject({ is_workday: 0, name: '国庆节' });
    expect(days.get('2025-03-08')).toMatchObject({ is_workday: 0, is_holiday: 1, name: '' }); // an ordinary Saturday
    expect(days.size).toBe(365);
  });

  it('has 248 workdays in 2025, as the State Council notice implies', () => {
    expect([...days.values()].filter((day) => day.is_workday === 1)).toHaveLength(248);
  });
});

describe('unit paths', () => {
  it('finds township and county of every unit and survives a parent cycle', () => {
    const units = [
      { code: 'C', name: '县', level: 'county', parent: '' },
      { code: 'T', name: '镇', level: 'township', parent: 'C' },
      { code: 'V', name: '村', level: 'village', parent: 'T' },
      { code: 'X', name: '甲', level: 'village', parent: 'Y' },
      { code: 'Y', name: '乙', level: 'village', parent: 'X' },
    ];
    const paths = new Map(unitPaths(units).map((unit) => [unit.code, unit]));
    expect(paths.get('V')).toMatchObject({ township: 'T', county: 'C', path: ['C', 'T', 'V'] });
    expect(paths.get('C')).toMatchObject({ township: 'C', county: 'C', path: ['C'] });
    expect(paths.get('X')).toMatchObject({ township: 'X', path: ['Y', 'X'] });
  });
});
