import fc from 'fast-check';
import { STOP_CLASSES, type StopClass } from '#contracts/kpi/kpi-words';
import type { PlannedShift } from './planned-shifts';
import { shiftTime, type Stop } from './shift-time';

const MINUTE = 60_000;
const minute = (clock: string) => (Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))) * MINUTE;
const shiftOf = (from: string, to: string, breaks: readonly [string, string][] = []): PlannedShift => ({
  date: '1970-01-01',
  name: 'shift',
  from: minute(from),
  to: minute(to),
  breaks: breaks.map(([start, end]) => ({ from: minute(start), to: minute(end) })),
});
let made = 0;
const stop = (from: string, to: string | null, of: StopClass = 'other'): Stop => ({
  id: `stop ${String(made++).padStart(4, '0')}`,
  from: minute(from),
  to: to === null ? null : minute(to),
  reason: of,
  class: of,
});
const LATER = minute('99:00');

describe('the time of a shift', () => {
  it('C4: counts a minute once where stops overlap', () => {
    const stops = [stop('08:00', '15:00'), stop('08:10', '14:00')];
    const time = shiftTime(shiftOf('08:00', '16:00'), stops, LATER);
    expect(time.lost.other).toBe(420 * MINUTE);
    expect(time.production).toBe(60 * MINUTE);
    expect(time.stops.map((each) => each.time)).toEqual([420 * MINUTE, 0]);
  });

  it('C22: counts an open stop up to as-of, and is provisional', () => {
    const stops = [stop('10:00', null)];
    const time = shiftTime(shiftOf('06:00', '14:00'), stops, minute('11:00'));
    expect(time).toMatchObject({ scheduled: 300 * MINUTE, production: 240 * MINUTE, provisional: true });
    expect(time.lost.other).toBe(60 * MINUTE);
    const later = shiftTime(shiftOf('06:00', '14:00'), [{ ...(stops[0] as Stop), to: minute('10:30') }], LATER);
    expect(later).toMatchObject({ production: 450 * MINUTE, provisional: false });
  });

  it('takes breaks and planned stops first, then setup, breakdown, other, no order, and minor last', () => {
    const shift = shiftOf('06:00', '14:00', [['08:00', '08:30']]);
    const stops = [
      stop('07:00', '13:00', 'minor'),
      stop('07:00', '12:00', 'no_order'),
      stop('07:00', '11:00', 'other'),
      stop('07:00', '10:00', 'breakdown'),
      stop('07:00', '09:00', 'setup'),
      stop('07:00', '07:10', 'planned'),
    ];
    const { lost, minor, production } = shiftTime(shift, stops, LATER);
    expect(lost).toEqual({
      planned: 40 * MINUTE,
      setup: 80 * MINUTE,
      breakdown: 60 * MINUTE,
      other: 60 * MINUTE,
      no_order: 60 * MINUTE,
    });
    expect([minor, production]).toEqual([60 * MINUTE, 180 * MINUTE]);
  });

  it('is clipped to the shift', () => {
    const { lost } = shiftTime(shiftOf('06:00', '14:00'), [stop('05:00', '07:00'), stop('13:30', '15:00')], LATER);
    expect(lost.other).toBe(90 * MINUTE);
  });

  it('is nothing before the shift has begun', () => {
    const time = shiftTime(shiftOf('06:00', '14:00', [['08:00', '08:30']]), [stop('06:00', null)], minute('05:00'));
    expect(time).toMatchObject({ scheduled: 0, production: 0, lost: { planned: 0, other: 0 }, provisional: true });
  });
});

const SPAN = 60;
const anyStop = fc.record({
  id: fc.uuid(),
  from: fc.integer({ min: -10, max: SPAN }),
  length: fc.option(fc.integer({ min: 1, max: 30 })),
  class: fc.constantFrom(...STOP_CLASSES),
});
const anyShift = fc.record({
  from: fc.integer({ min: 0, max: 10 }),
  to: fc.integer({ min: 10, max: SPAN }),
  pause: fc.integer({ min: 10, max: SPAN }),
  asOf: fc.integer({ min: 0, max: SPAN }),
});

describe('the classes of a shift, millisecond by millisecond', () => {
  it('are the first in the order of classes, and sum to the scheduled time', () => {
    fc.assert(
      fc.property(anyShift, fc.array(anyStop, { maxLength: 8 }), ({ from, to, pause, asOf }, drawn) => {
        const stops = drawn.map(({ length, ...each }): Stop => ({
          ...each,
          to: length === null ? null : each.from + length,
          reason: null,
        }));
        const breaks = pause < to ? [{ from: pause, to }] : [];
        const time = shiftTime({ date: '', name: '', from, to, breaks }, stops, asOf);
        const naive = { planned: 0, setup: 0, breakdown: 0, other: 0, no_order: 0, minor: 0, production: 0 };
        for (let at = from; at < Math.min(to, asOf); at++) {
          const found = new Set(
            stops.filter((each) => each.from <= at && at < (each.to ?? asOf)).map((each) => each.class),
          );
          const first = pause <= at ? 'planned' : STOP_CLASSES.find((each) => found.has(each));
          naive[first ?? 'production']++;
        }
        const { minor, production, ...lost } = naive;
        expect(time.lost).toEqual(lost);
        expect([time.minor, time.production]).toEqual([minor, production + minor]);
        const sum = Object.values(time.lost).reduce((all, each) => all + each, time.production);
        expect(sum).toBe(time.scheduled);
        const byStop = time.stops.reduce((all, each) => all + each.time, 0);
        expect(byStop + (pause < to ? Math.max(0, Math.min(to, asOf) - pause) : 0)).toBe(sum - production);
      }),
    );
  });

  it('do not depend on the order of the stops', () => {
    fc.assert(
      fc.property(anyShift, fc.array(anyStop, { maxLength: 6 }), ({ from, to, asOf }, drawn) => {
        const stops = drawn.map(({ length, ...each }) => ({
          ...each,
          to: length === null ? null : each.from + length,
          reason: null,
        }));
        const shift = { date: '', name: '', from, to, breaks: [] };
        expect(shiftTime(shift, stops.toReversed(), asOf)).toEqual(shiftTime(shift, stops, asOf));
      }),
    );
  });
});
