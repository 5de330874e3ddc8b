import { isSilent, usualGapSeconds, withDelivery, type CallRecord } from './health';

const HOUR_MS = 3_600_000;
const at = (hours: number) => new Date(Date.parse('2026-01-05T09:00:00.000Z') + hours * HOUR_MS).toISOString();
const NOTHING: CallRecord = { moments: [], failures: 3 };
const recorded = (...hours: readonly number[]) =>
  hours.reduce((record, hour) => withDelivery(record, at(hour)), NOTHING);

it('counts a burst of calls once, and forgets failures', () => {
  expect(recorded(0, 0.1, 0.9, 24)).toEqual({ moments: [at(0), at(24)], failures: 0 });
});

it('has no usual gap of three calls or less', () => {
  expect([recorded(), recorded(0, 24, 48), recorded(0, 24, 48, 72)].map(usualGapSeconds)).toEqual([null, null, 86_400]);
});

it('is silent after three times its usual gap, to the millisecond', () => {
  const daily = recorded(0, 24, 48, 72);
  expect(isSilent(daily, at(72), at(144))).toBe(false);
  expect(isSilent(daily, at(72), at(144.001))).toBe(true);
  expect(isSilent(NOTHING, null, at(9_999))).toBe(false);
});

it('may be quiet at a weekend', () => {
  const workdays = recorded(0, 24, 48, 72, 96, 168, 192, 216, 240, 264);
  expect(isSilent(workdays, at(264), at(336.5))).toBe(false);
});
