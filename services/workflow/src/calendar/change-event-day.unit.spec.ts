import { event } from '#contracts/declare/event';
import {
  CalendarEventChanged,
  CalendarEventCreated,
  CalendarEventDayCanceled,
  CalendarEventDayChanged,
  MAX_CHANGED_DAYS,
  type DayOfSeries,
  type CalendarEntry,
} from '#contracts/workflow/calendar-events';
import { folding } from '#libs/testing/folding';
import { given } from '#libs/testing/given-when-then';
import { DOMAIN } from '../task/task.fixture';
import { calendarEvent, type CalendarEventEvent } from './calendar-event';
import { CalendarEventRow } from './calendar-event.entity';
import { calendarEventProjection } from './calendar-event.projection';
import { EVENT, WEEKLY } from './calendar.fixture';
import { cancelEventDay, changeEventDay } from './change-event-day';
import { occurrencesOf } from './occurrences';

const of = { eventId: EVENT, domainId: DOMAIN };
const WHOLE_DAYS = { startsAt: null, endsAt: null, date: '2026-03-23', days: 1 };
const ON = '2026-03-30';
const AS_SERIES = { title: null, notes: null, place: null, startsAt: null, endsAt: null, date: null, days: null };

const created = (more: Partial<CalendarEntry> = {}) => event(CalendarEventCreated, { ...WEEKLY, ...more });
const changed = (more: Partial<CalendarEntry>) => event(CalendarEventChanged, { ...WEEKLY, ...more });
const dayChanged = (more: Partial<DayOfSeries>) =>
  event(CalendarEventDayChanged, { ...of, on: ON, ...AS_SERIES, ...more });
const dayCanceled = (on = ON) => event(CalendarEventDayCanceled, { ...of, on });
const LATER = { startsAt: '2026-03-30T12:00:00.000Z', endsAt: '2026-03-30T12:15:00.000Z' };

const change = (said: object, ...past: readonly CalendarEventEvent[]) =>
  given(calendarEvent, ...(past.length > 0 ? past : [created()])).when(changeEventDay, {
    eventId: EVENT,
    on: ON,
    ...said,
  });
const cancel = (on: string, ...past: readonly CalendarEventEvent[]) =>
  given(calendarEvent, created(), ...past).when(cancelEventDay, { eventId: EVENT, on });

describe('one day of a series', () => {
  it('is moved, and lasts as long', () => {
    change({ startsAt: LATER.startsAt }).then(dayChanged(LATER));
    change({ endsAt: '2026-03-30T08:00:00.000Z' }).then(
      dayChanged({ startsAt: '2026-03-30T07:00:00.000Z', endsAt: '2026-03-30T08:00:00.000Z' }),
    );
  });

  it('records what differs from the series alone, and nothing where nothing does', () => {
    change({ title: 'Handover', place: 'Room 4' }).then(dayChanged({ place: 'Room 4' }));
    change({ title: 'Handover', startsAt: '2026-03-30T07:00:00.000Z' }).thenNothing();
    change({ place: 'Room 4' }, created(), dayChanged({ place: 'Room 4' })).thenNothing();
  });

  it('is as the series again, and takes place again after it was canceled', () => {
    const moved = [created(), dayChanged({ ...LATER, place: 'Room 4' })];
    change({ startsAt: null }, ...moved).then(dayChanged({ place: 'Room 4' }));
    change({ place: null, startsAt: null }, ...moved).then(dayChanged({}));
    change({}, created(), dayCanceled()).then(dayChanged({}));
  });

  it('is a day of the series, and says when it is as the series does', () => {
    change({ on: '2026-03-31', title: 'x' }).thenRefused('NOT_FOUND');
    change({ title: 'x' }, created({ recurrence: null })).thenRefused('NOT_FOUND');
    change({ title: 'x' }, created({ excludedDates: [ON] })).thenRefused('NOT_FOUND');
    change({ date: ON }).thenRefused('VALIDATION_FAILED');
    change({ days: 2 }).thenRefused('VALIDATION_FAILED');
    change({ ...LATER }, created(WHOLE_DAYS)).thenRefused('VALIDATION_FAILED');
    change({ days: 2 }, created(WHOLE_DAYS)).then(dayChanged({ date: ON, days: 2 }));
    change({ endsAt: '2026-03-30T07:00:00.000Z' }).thenRefused('VALIDATION_FAILED');
  });

  it('is canceled once', () => {
    cancel(ON).then(dayCanceled());
    cancel(ON, dayChanged(LATER)).then(dayCanceled());
    cancel(ON, dayCanceled()).thenRefused('NOT_FOUND');
    cancel('2026-03-31').thenRefused('NOT_FOUND');
  });

  it('has company up to a number', () => {
    const daily = created({ recurrence: 'FREQ=DAILY' });
    const days = Array.from({ length: MAX_CHANGED_DAYS }, (_, index) =>
      dayCanceled(new Date(Date.UTC(2026, 3, 1 + index)).toISOString().slice(0, 10)),
    );
    given(calendarEvent, daily, ...days)
      .when(cancelEventDay, { eventId: EVENT, on: ON })
      .thenRefused('LIMIT_REACHED', { limit: MAX_CHANGED_DAYS });
  });
});

describe('the row of a series with changed days', () => {
  const rowAfter = (...events: readonly CalendarEventEvent[]) => {
    const row = folding(calendarEventProjection, ...events).rowOf(CalendarEventRow);
    if (!row) throw new Error('the row is missing');
    return row;
  };
  const times = (row: CalendarEventRow, from: string, to: string) =>
    occurrencesOf(row, from, to, 100).map(({ on, startsAt, title }) => [on, startsAt, title]);

  it('shows the day where it has moved to, and not where it was', () => {
    const row = rowAfter(
      created(),
      dayChanged({ startsAt: '2026-04-01T12:00:00.000Z', endsAt: '2026-04-01T12:15:00.000Z', title: 'With Ada' }),
      dayCanceled('2026-04-06'),
    );
    expect(row).toMatchObject({ sequence: 2, startsOn: '2026-03-23', endsOn: null });
    expect(times(row, '2026-03-30', '2026-03-31')).toEqual([]);
    expect(times(row, '2026-03-30', '2026-04-13')).toEqual([
      ['2026-04-13', '2026-04-13T07:00:00.000Z', null],
      [ON, '2026-04-01T12:00:00.000Z', 'With Ada'],
    ]);
  });

  it('spans the days to which others have moved', () => {
    const thrice = created({ recurrence: 'FREQ=WEEKLY;COUNT=3' });
    const moved = (day: string) => dayChanged({ startsAt: `${day}T12:00:00.000Z`, endsAt: `${day}T12:15:00.000Z` });
    expect(rowAfter(thrice, moved('2026-05-01'))).toMatchObject({ startsOn: '2026-03-23', endsOn: '2026-05-01' });
    expect(rowAfter(thrice, moved('2026-03-01'))).toMatchObject({ startsOn: '2026-03-01', endsOn: '2026-04-06' });
    expect(rowAfter(thrice, moved('2026-05-01'), dayCanceled())).toMatchObject({ endsOn: '2026-04-06' });
  });

  it('keeps them as long as they are days of the series', () => {
    const later = { startsAt: '2026-03-23T09:00:00.000Z', endsAt: '2026-03-23T09:15:00.000Z' };
    expect(rowAfter(created(), dayCanceled(), changed(later)).changedDays).toMatchObject([{ on: ON }]);
    expect(rowAfter(created(), dayCanceled(), changed({ recurrence: 'FREQ=WEEKLY;BYDAY=TU' })).changedDays).toEqual([]);
    expect(rowAfter(created(), dayCanceled(), changed({ recurrence: null })).changedDays).toEqual([]);
  });
});
