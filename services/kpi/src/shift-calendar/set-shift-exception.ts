import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import type { SetShiftException } from '#contracts/kpi/set-shift-exception';
import { MAX_CALENDAR_ENTRIES, ShiftExceptionSet, type DayShift } from '#contracts/kpi/shift-calendar-events';
import type { NewDayShift } from '#contracts/kpi/shift-rules';
import type { Given } from '#libs/event-sourcing';
import { refuseMissingLine } from '../line/line-rules';
import { refuseClosedSetup, type SetupFacts } from '../period/closed-setup';
import { placeOf, type CalendarSet, type ShiftCalendarEvent } from './shift-calendars';

/** Neither closed nor shifts: the exception of that date is taken back. */
export function setShiftException(
  { lineId, date, closed = false, shifts }: SetShiftException,
  { rows, exceptions }: CalendarSet,
  given: Given<SetupFacts>,
): ShiftCalendarEvent[] {
  const { newId, facts } = given;
  refuseMissingLine(facts.lines, lineId);
  const former = exceptions.get(placeOf(lineId, date));
  if (!former && rows.size + exceptions.size >= MAX_CALENDAR_ENTRIES) {
    refuse('LIMIT_REACHED', { limit: MAX_CALENDAR_ENTRIES });
  }
  const before = former?.shifts?.map(wholeDayShift) ?? null;
  const stated = closed ? [] : (shifts?.map(wholeDayShift) ?? null);
  if (former && JSON.stringify(stated) === JSON.stringify(before)) return [];
  refuseClosedSetup({ lineIds: lineId === undefined ? null : [lineId], date, pointer: '/date' }, given);
  const exceptionId = former?.id ?? newId('exception');
  return [event(ShiftExceptionSet, { exceptionId, lineId: lineId ?? null, date, shifts: stated, before })];
}

export function wholeDayShift({ name, start, end, breaks = [] }: NewDayShift): DayShift {
  return { name, start, end, breaks: breaks.map((each) => ({ start: each.start, end: each.end })) };
}
