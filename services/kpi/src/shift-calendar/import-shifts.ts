import type { ImportShiftCalendar } from '#contracts/kpi/import-shift-calendar';
import type { ImportShiftException } from '#contracts/kpi/import-shift-exception';
import type { DayShift } from '#contracts/kpi/shift-calendar-events';
import type { Given } from '#libs/event-sourcing';
import type { Lines } from '../line/line';
import { lineNamed } from '../line/line-rules';
import type { SetupFacts } from '../period/closed-setup';
import { setShiftCalendar, wholeCalendarShift } from './set-shift-calendar';
import { setShiftException, wholeDayShift } from './set-shift-exception';
import { placeOf, type CalendarSet, type ShiftCalendarEvent } from './shift-calendars';

/** The same shifts in another order of rows change nothing. */
export function importShiftCalendar(
  { line, validFrom, shifts }: ImportShiftCalendar,
  state: CalendarSet,
  given: Given<SetupFacts>,
): ShiftCalendarEvent[] {
  const of = lineOf(line, given.facts.lines);
  const former = state.rows.get(placeOf(of.lineId, validFrom))?.shifts;
  if (former && isSame(shifts.map(wholeCalendarShift), former.map(wholeCalendarShift))) return [];
  return setShiftCalendar({ ...of, validFrom, shifts }, state, given);
}

/** Likewise. */
export function importShiftException(
  { line, date, shifts }: ImportShiftException,
  state: CalendarSet,
  given: Given<SetupFacts>,
): ShiftCalendarEvent[] {
  const of = lineOf(line, given.facts.lines);
  const former = state.exceptions.get(placeOf(of.lineId, date))?.shifts;
  if (former && isSame(shifts.map(wholeDayShift), former.map(wholeDayShift))) return [];
  return setShiftException({ ...of, date, ...(shifts.length > 0 ? { shifts } : { closed: true }) }, state, given);
}

function lineOf(line: string | undefined, lines: Lines): { readonly lineId?: string } {
  return line === undefined ? {} : { lineId: lineNamed(line, lines) };
}

function isSame(one: readonly DayShift[], other: readonly DayShift[]): boolean {
  const sorted = (shifts: readonly DayShift[]) => shifts.map((each) => JSON.stringify(each)).toSorted();
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}
