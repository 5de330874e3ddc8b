import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import type { SetShiftCalendar } from '#contracts/kpi/set-shift-calendar';
import { MAX_CALENDAR_ENTRIES, ShiftCalendarSet, type CalendarShift } from '#contracts/kpi/shift-calendar-events';
import type { NewCalendarShift } from '#contracts/kpi/shift-rules';
import type { Given } from '#libs/event-sourcing';
import { refuseMissingLine } from '../line/line-rules';
import { refuseClosedSetup, type SetupFacts } from '../period/closed-setup';
import { placeOf, type CalendarSet, type ShiftCalendarEvent } from './shift-calendars';

/** That the shifts fit each other is a rule of the request. */
export function setShiftCalendar(
  { lineId, validFrom, shifts }: SetShiftCalendar,
  { rows, exceptions }: CalendarSet,
  given: Given<SetupFacts>,
): ShiftCalendarEvent[] {
  const { newId, facts } = given;
  refuseMissingLine(facts.lines, lineId);
  const former = rows.get(placeOf(lineId, validFrom));
  if (!former && rows.size + exceptions.size >= MAX_CALENDAR_ENTRIES) {
    refuse('LIMIT_REACHED', { limit: MAX_CALENDAR_ENTRIES });
  }
  const stated = shifts.map(wholeCalendarShift);
  if (former && JSON.stringify(stated) === JSON.stringify(former.shifts.map(wholeCalendarShift))) return [];
  refuseClosedSetup({ lineIds: lineId === undefined ? null : [lineId], date: validFrom, pointer: '/validFrom' }, given);
  return [
    event(ShiftCalendarSet, {
      calendarId: former?.id ?? newId('calendar'),
      lineId: lineId ?? null,
      validFrom,
      shifts: stated,
      before: former?.shifts ?? null,
    }),
  ];
}

/** With its weekdays in order. */
export function wholeCalendarShift({ name, weekdays, start, end, breaks = [] }: NewCalendarShift): CalendarShift {
  const days = weekdays.toSorted((one, other) => one - other);
  return { name, start, end, breaks: breaks.map((each) => ({ start: each.start, end: each.end })), weekdays: days };
}
