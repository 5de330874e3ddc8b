import { event } from '#contracts/declare/event';
import { ShiftCalendarSet, ShiftExceptionSet } from '#contracts/kpi/shift-calendar-events';
import { folding } from '#libs/testing/folding';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { linesNamed } from '../line/lines.fixture';
import { linePlan } from '../time/planned-shifts';
import { setShiftCalendar } from './set-shift-calendar';
import { setShiftException } from './set-shift-exception';
import { ShiftExceptionRow } from './shift-calendar.entity';
import { shiftExceptionProjection } from './shift-calendar.projection';
import { calendarsFor, shiftCalendars, type CalendarSet, type ShiftCalendarEvent } from './shift-calendars';
import { shownShifts } from './shown-shifts';

const [lineId, otherLine] = ['line', 'other'].map((name) => GIVEN.newId(name)) as [string, string];
const facts = linesNamed(lineId, otherLine);
const validFrom = '2027-01-01';
const early = {
  name: 'Early',
  start: '06:00',
  end: '14:00',
  breaks: [{ start: '09:00', end: '09:15' }],
  weekdays: [1, 2],
};
const night = { name: 'Night', start: '22:00', end: '06:00', breaks: [], weekdays: [6] };
const set = event(ShiftCalendarSet, {
  calendarId: GIVEN.newId('calendar'),
  lineId: null,
  validFrom,
  shifts: [early],
  before: null,
});
const closed = event(ShiftExceptionSet, {
  exceptionId: GIVEN.newId('exception'),
  lineId,
  date: '2027-01-04',
  shifts: [],
  before: null,
});

describe('setting the shifts from a date on', () => {
  it('records them, with weekdays in order', () => {
    given(shiftCalendars)
      .when(setShiftCalendar, { validFrom, shifts: [{ ...early, weekdays: [2, 1] }] }, { facts })
      .then(set);
  });

  it('mends those of the same line and date, and names what they were', () => {
    given(shiftCalendars, set)
      .when(setShiftCalendar, { validFrom, shifts: [night] }, { facts })
      .then(event(ShiftCalendarSet, { ...set.data, shifts: [night], before: [early] }));
    given(shiftCalendars, set)
      .when(setShiftCalendar, { validFrom, shifts: [early], lineId }, { facts })
      .thenMatching({ data: { lineId, before: null } });
  });

  it('changes nothing when they are the same', () => {
    given(shiftCalendars, set)
      .when(setShiftCalendar, { validFrom, shifts: [early] }, { facts })
      .thenNothing();
  });

  it('refuses a line that is not there', () => {
    given(shiftCalendars)
      .when(setShiftCalendar, { validFrom, shifts: [], lineId: GIVEN.newId('nowhere') }, { facts })
      .thenRefused('NOT_FOUND');
  });
});

describe('an exception', () => {
  const date = '2027-01-04';
  const { weekdays: _, ...late } = { ...early, name: 'Late' };
  const when = (command: object, ...past: ShiftCalendarEvent[]) =>
    given(shiftCalendars, ...past).when(setShiftException, { lineId, date, ...command }, { facts });

  it('closes a date, gives it other shifts, and is taken back', () => {
    when({ closed: true }).then(closed);
    when({ shifts: [late] }, closed).then(event(ShiftExceptionSet, { ...closed.data, shifts: [late], before: [] }));
    when({}, closed).then(event(ShiftExceptionSet, { ...closed.data, shifts: null, before: [] }));
  });

  it('changes nothing when it is what it was', () => {
    when({ closed: true }, closed).thenNothing();
  });

  it('has a row while it counts', () => {
    const back = event(ShiftExceptionSet, { ...closed.data, shifts: null, before: [] });
    expect(folding(shiftExceptionProjection, closed).rowOf(ShiftExceptionRow)).toMatchObject({ date, shifts: [] });
    expect(folding(shiftExceptionProjection, closed, back).rowsOf(ShiftExceptionRow)).toEqual([]);
  });
});

describe('the shifts of a line', () => {
  const stateAfter = (...events: readonly ShiftCalendarEvent[]): CalendarSet =>
    events.reduce(
      (state, made, revision) => shiftCalendars.evolve(state, { ...made, revision, occurredAt: GIVEN.now }),
      shiftCalendars.initial(),
    );
  const own = event(ShiftCalendarSet, { ...set.data, lineId: otherLine, calendarId: 'own', shifts: [night] });
  const shown = (id: string, from: string, to: string, ...events: ShiftCalendarEvent[]) =>
    shownShifts(linePlan(calendarsFor(stateAfter(set, own, ...events), id), id, 'Europe/Berlin'), from, to);

  it('are instants of its own calendar, else of that of all lines, with exceptions', () => {
    expect(shown(lineId, '2027-01-04', '2027-01-05', closed)).toEqual({
      items: [
        {
          date: '2027-01-05',
          name: 'Early',
          from: '2027-01-05T05:00:00.000Z',
          to: '2027-01-05T13:00:00.000Z',
          minutes: 480,
          breaks: [{ from: '2027-01-05T08:00:00.000Z', to: '2027-01-05T08:15:00.000Z' }],
        },
      ],
      withoutCalendar: [],
    });
    const back = event(ShiftExceptionSet, { ...closed.data, shifts: null, before: [] });
    expect(shown(lineId, '2027-01-04', '2027-01-04', closed, back).items).toHaveLength(1);
    expect(shown(otherLine, '2027-01-04', '2027-01-05', closed).items).toEqual([]);
  });

  it('have the length that the clock makes of them (C6)', () => {
    const minutes = (date: string) => shown(otherLine, date, date).items.map((each) => each.minutes);
    expect([minutes('2027-03-27'), minutes('2027-10-30'), minutes('2027-11-06')]).toEqual([[420], [540], [480]]);
  });

  it('are none, and said to be unplanned, before the first calendar', () => {
    expect(shown(lineId, '2026-12-31', '2026-12-31')).toEqual({ items: [], withoutCalendar: ['2026-12-31'] });
  });
});
