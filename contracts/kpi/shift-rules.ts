import { Count, List, Nested, Text } from '../declare/fields';
import type { FieldError } from '../errors';
import { foldedText } from '../values/text-folding';
import { ClockTime } from './clock-time';
import { MAX_BREAKS, MAX_SHIFTS_A_DAY, ShiftBreak } from './shift-calendar-events';

/** A shift of one date, as a request says it. */
export class NewDayShift {
  @Text({ max: 64, example: 'Early' }) name!: string;
  @ClockTime() start!: string;
  @ClockTime({ example: '14:00', description: 'Not after the start: on the next day, up to 24 hours later' })
  end!: string;
  @List(Nested(() => ShiftBreak), { max: MAX_BREAKS, optional: true, description: 'Within the shift' })
  breaks?: readonly ShiftBreak[];
}

/** A shift of every week, likewise. */
export class NewCalendarShift extends NewDayShift {
  @List(Count({ min: 1, max: 7 }), { min: 1, max: 7, unique: true, description: '1 is Monday, 7 is Sunday' })
  weekdays!: readonly number[];
}

const DAY = 1_440;
const WEEK = 7 * DAY;

interface Span {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

/** The first fault of a week of shifts, in which Monday follows on Sunday. */
export function faultOfWeek({ shifts }: { readonly shifts: readonly NewCalendarShift[] }): FieldError | undefined {
  const spans = shifts.flatMap(({ weekdays, ...shift }, at) =>
    weekdays.map((weekday) => spanOf(shift, at, (weekday - 1) * DAY)),
  );
  const [first] = spans.toSorted(byStart);
  const nextWeek = first ? [{ ...first, from: first.from + WEEK, to: first.to + WEEK }] : [];
  const days = [1, 2, 3, 4, 5, 6, 7].map((day) =>
    shifts.flatMap(({ weekdays }, at) => (weekdays.includes(day) ? at : [])),
  );
  return (
    firstOf(shifts.map(faultOfBreaks)) ??
    firstOf(days.map((day) => faultOfDay(shifts, day))) ??
    overlapIn([...spans, ...nextWeek])
  );
}

/** The first fault of the shifts of one date. */
export function faultOfDate({ shifts = [] }: { readonly shifts?: readonly NewDayShift[] }): FieldError | undefined {
  const all = shifts.map((_, at) => at);
  return (
    firstOf(shifts.map(faultOfBreaks)) ??
    faultOfDay(shifts, all) ??
    overlapIn(shifts.map((each, at) => spanOf(each, at, 0)))
  );
}

const firstOf = (faults: readonly (FieldError | undefined)[]) => faults.find((fault) => fault !== undefined);
const byStart = (one: Span, other: Span) => one.from - other.from || one.to - other.to;

function spanOf(shift: NewDayShift, at: number, midnight: number): Span {
  const from = midnight + minuteOf(shift.start);
  return { from, to: from + shiftMinutes(shift), at };
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** Of a shift, in minutes of the clock: 1 to 1,440. */
export function shiftMinutes({ start, end }: Pick<NewDayShift, 'start' | 'end'>): number {
  const minutes = minuteOf(end) - minuteOf(start);
  return minutes > 0 ? minutes : minutes + DAY;
}

function faultOfBreaks(shift: NewDayShift, at: number): FieldError | undefined {
  const breaks = shift.breaks ?? [];
  const outside = breaks.findIndex(({ start, end }) => {
    const from = (minuteOf(start) - minuteOf(shift.start) + DAY) % DAY;
    return start === end || from + shiftMinutes({ start, end }) > shiftMinutes(shift);
  });
  if (outside === -1) return undefined;
  return {
    pointer: `/shifts/${at}/breaks/${outside}`,
    code: 'RANGE',
    message: 'must be within the shift, and not empty',
  };
}

/** `day`: the places of the shifts that begin on it. */
function faultOfDay(shifts: readonly NewDayShift[], day: readonly number[]): FieldError | undefined {
  const names = day.map((at) => foldedText(shifts[at]?.name ?? ''));
  const again = names.findIndex((name, place) => names.indexOf(name) < place);
  if (again !== -1) {
    return {
      pointer: `/shifts/${day[again]}/name`,
      code: 'REPEATED',
      message: 'is the name of another shift of that day',
    };
  }
  if (day.length <= MAX_SHIFTS_A_DAY) return undefined;
  return { pointer: '/shifts', code: 'COUNT', message: `must not have more than ${MAX_SHIFTS_A_DAY} on one day` };
}

function overlapIn(spans: readonly Span[]): FieldError | undefined {
  const sorted = spans.toSorted(byStart);
  const late = sorted.find(({ from }, place) => place > 0 && from < (sorted[place - 1] as Span).to);
  return late && { pointer: `/shifts/${late.at}`, code: 'RANGE', message: 'must not overlap another shift' };
}
