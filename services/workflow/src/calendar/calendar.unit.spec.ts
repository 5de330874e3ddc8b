import type { CalendarEntry } from '#contracts/workflow/calendar-events';
import { CalendarEventCanceled, CalendarEventChanged, CalendarEventCreated } from '#contracts/workflow/calendar-events';
import { event } from '#contracts/declare/event';
import { folding } from '#libs/testing/folding';
import { given } from '#libs/testing/given-when-then';
import { ADA, DOMAIN, MARY, WORK } from '../task/task.fixture';
import { calendarEvent } from './calendar-event';
import { EVENT, WEEKLY } from './calendar.fixture';
import { CalendarEventRow } from './calendar-event.entity';
import { calendarEventProjection } from './calendar-event.projection';
import { lastDay } from './event-times';
import { occurrencesOf } from './occurrences';
import { cancelCalendarEvent, changeCalendarEvent, createCalendarEvent } from './write-calendar-event';

const entry = (more: Partial<CalendarEntry> = {}): CalendarEntry => ({ ...WEEKLY, ...more });
const ALL_DAY: Partial<CalendarEntry> = { startsAt: null, endsAt: null, date: '2026-03-23', days: 2 };
const created = (more: Partial<CalendarEntry> = {}) => event(CalendarEventCreated, entry(more));
const changed = (more: Partial<CalendarEntry>) => event(CalendarEventChanged, entry(more));
const canceled = () => event(CalendarEventCanceled, { eventId: EVENT, domainId: DOMAIN });
const facts = { facts: WORK };

const times = (of: CalendarEntry, from: string, to: string) =>
  occurrencesOf({ ...of, changedDays: [] }, from, to, 100).map(({ date, startsAt, endsAt }) => [
    date,
    startsAt,
    endsAt,
  ]);

describe('the times of an event', () => {
  it('stay at nine by the clocks when these change', () => {
    expect(times(entry(), '2026-03-20', '2026-04-01')).toEqual([
      ['2026-03-23', '2026-03-23T08:00:00.000Z', '2026-03-23T08:15:00.000Z'],
      ['2026-03-30', '2026-03-30T07:00:00.000Z', '2026-03-30T07:15:00.000Z'],
    ]);
  });

  it('begin after the hour that is skipped, and at the first of two', () => {
    const night = entry({
      startsAt: '2026-03-28T01:30:00.000Z',
      endsAt: '2026-03-28T02:30:00.000Z',
      recurrence: 'FREQ=DAILY',
    });
    expect(times(night, '2026-03-29', '2026-03-29')).toEqual([
      ['2026-03-29', '2026-03-29T01:00:00.000Z', '2026-03-29T02:00:00.000Z'],
    ]);
    const autumn = entry({
      startsAt: '2026-10-24T00:30:00.000Z',
      endsAt: '2026-10-24T01:00:00.000Z',
      recurrence: 'FREQ=DAILY',
    });
    expect(times(autumn, '2026-10-25', '2026-10-25')).toEqual([
      ['2026-10-25', '2026-10-25T00:30:00.000Z', '2026-10-25T01:00:00.000Z'],
    ]);
  });

  it('touch a window with any of their days', () => {
    const twoDays = entry({ ...ALL_DAY, recurrence: 'FREQ=WEEKLY' });
    expect(times(twoDays, '2026-03-31', '2026-03-31')).toEqual([['2026-03-30', null, null]]);
    expect(times(entry({ ...ALL_DAY, recurrence: null }), '2026-03-25', '2026-03-26')).toEqual([]);
    const lateNight = entry({
      startsAt: '2026-03-23T22:30:00.000Z',
      endsAt: '2026-03-23T23:00:00.000Z',
      recurrence: null,
    });
    expect(times(lateNight, '2026-03-24', '2026-03-24')).toEqual([]);
  });

  it('have a last day, unless the series goes on', () => {
    expect(lastDay(entry())).toBeNull();
    expect(lastDay(entry({ recurrence: 'FREQ=WEEKLY;COUNT=3' }))).toBe('2026-04-06');
    expect(lastDay(entry({ ...ALL_DAY, recurrence: null }))).toBe('2026-03-24');
    // The end is a moment: at nine in Berlin the sixth of April is not over.
    expect(lastDay(entry({ recurrence: 'FREQ=WEEKLY;UNTIL=20260406T065900Z' }))).toBe('2026-03-30');
  });
});

describe('writing an event', () => {
  const create = (more: object) =>
    given(calendarEvent).when(createCalendarEvent, { domainId: DOMAIN, title: 'Handover', ...more }, facts);
  const change = (more: object, ...past: readonly ReturnType<typeof created>[]) =>
    given(calendarEvent, created(), ...past).when(changeCalendarEvent, { eventId: EVENT, ...more }, facts);

  it('takes the zone of the organisation, and a day for an event of whole days', () => {
    create({ date: '2026-03-23' }).thenMatching({
      type: 'CalendarEventCreated',
      data: { date: '2026-03-23', days: 1, startsAt: null, timeZone: 'Pacific/Auckland' },
    });
  });

  it('is on the first day of its rule', () => {
    const friday = {
      startsAt: '2026-03-27T08:00:00.000Z',
      endsAt: '2026-03-27T08:15:00.000Z',
      timeZone: 'Europe/Berlin',
    };
    create({ ...friday, recurrence: 'FREQ=WEEKLY;BYDAY=MO' }).thenMatching({
      data: { startsAt: '2026-03-30T07:00:00.000Z', endsAt: '2026-03-30T07:15:00.000Z' },
    });
    create({ ...friday, recurrence: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }).thenRefused('NO_OCCURRENCE');
    create({ ...friday, recurrence: 'FREQ=DAILY;COUNT=1', excludedDates: ['2026-03-27'] }).thenRefused('NO_OCCURRENCE');
  });

  it('invites members of the domain alone', () => {
    create({ date: '2026-03-23', attendees: [ADA, MARY] }).thenRefused('NOT_FOUND');
    expect(create({ date: '2026-03-23', attendees: [ADA, MARY] }).events).toThrow('no such member');
  });

  it('moves with a new start, and lasts as long', () => {
    change({ startsAt: '2026-03-30T08:00:00.000Z' }).thenMatching({ data: { endsAt: '2026-03-30T08:15:00.000Z' } });
    change({ date: '2026-03-30' }).thenMatching({
      data: { startsAt: null, endsAt: null, date: '2026-03-30', days: 1 },
    });
    change({ endsAt: '2026-03-23T07:00:00.000Z' }).thenRefused('VALIDATION_FAILED');
    change({ days: 3 }).thenRefused('VALIDATION_FAILED');
    change({ title: 'Handover' }).thenNothing();
  });

  it('is canceled once', () => {
    given(calendarEvent, created()).when(cancelCalendarEvent, { eventId: EVENT }).then(canceled());
    given(calendarEvent, created(), canceled()).when(cancelCalendarEvent, { eventId: EVENT }).thenRefused('NOT_FOUND');
  });
});

it('its row counts the changes, and stays when it is canceled', () => {
  const rowAfter = (...events: readonly (ReturnType<typeof changed> | ReturnType<typeof canceled>)[]) =>
    folding(calendarEventProjection, created(), ...events).rowOf(CalendarEventRow);
  expect(rowAfter()).toMatchObject({ sequence: 0, status: 'confirmed', startsOn: '2026-03-23', endsOn: null });
  expect(rowAfter(changed({ title: 'Late' }), canceled())).toMatchObject({
    sequence: 2,
    status: 'canceled',
    title: 'Late',
  });
});
