import { latestDue } from './due-rule.provider';
import { periodBefore, periodName, periodText, trendOf } from './report-period';

const BERLIN = 'Europe/Berlin';
const none = { weekday: null, dayOfMonth: null };

it('a report is of the day, week or month that was over when its date began', () => {
  expect(periodBefore('daily', '2026-03-01')).toEqual({ from: '2026-02-28', to: '2026-02-28' });
  expect(periodBefore('weekly', '2026-03-09')).toEqual({ from: '2026-03-02', to: '2026-03-08' });
  expect(periodBefore('weekly', '2026-03-15')).toEqual({ from: '2026-03-02', to: '2026-03-08' });
  expect(periodBefore('monthly', '2026-01-31')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
});

it('a period is named as people know it, weeks by the year of their Thursday', () => {
  expect(periodText('daily', { from: '2026-03-02', to: '2026-03-02' })).toBe('2026-03-02');
  expect(periodText('weekly', { from: '2025-12-29', to: '2026-01-04' })).toBe('2026-W01 (2025-12-29 to 2026-01-04)');
  expect(periodName('weekly', { from: '2026-12-28', to: '2027-01-03' })).toBe('2026-W53');
  expect(periodName('monthly', { from: '2026-03-01', to: '2026-03-31' })).toBe('2026-03');
});

it('the charts of a report lead up to its period without a gap', () => {
  const { grain, buckets } = trendOf('monthly', { from: '2026-03-01', to: '2026-03-31' });
  expect([grain, buckets.length, buckets[0], buckets[10]]).toEqual([
    'month',
    12,
    { from: '2025-04-01', to: '2025-04-30' },
    { from: '2026-02-01', to: '2026-02-28' },
  ]);
  expect(trendOf('daily', { from: '2026-03-02', to: '2026-03-02' }).buckets[0]?.from).toBe('2026-02-17');
  expect(trendOf('weekly', { from: '2026-03-02', to: '2026-03-08' }).buckets[0]?.from).toBe('2025-12-15');
});

it('a report is due by the clocks of its organisation, also where they change', () => {
  const daily = { frequency: 'daily', ...none, time: '02:30' } as const;
  expect(latestDue(daily, BERLIN, '2026-03-29T05:00:00.000Z')).toEqual({
    on: '2026-03-29',
    at: '2026-03-29T01:00:00.000Z',
  });
  const monthly = { ...daily, frequency: 'monthly', dayOfMonth: 31, time: '06:00' } as const;
  expect(latestDue(monthly, BERLIN, '2026-03-02T00:00:00.000Z').on).toBe('2026-02-28');
  const weekly = { ...daily, frequency: 'weekly', weekday: 7, time: '23:59' } as const;
  expect(latestDue(weekly, 'Pacific/Auckland', '2026-03-09T00:00:00.000Z').on).toBe('2026-03-08');
});
