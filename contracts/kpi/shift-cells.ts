import type { FieldDecorator, Rule } from '../declare/field';
import { Count, List, Nested } from '../declare/fields';
import { cellOf } from '../declare/import-declaration';
import { ClockTime } from './clock-time';
import { MAX_BREAKS, ShiftBreak } from './shift-calendar-events';

/** How a table tells weekdays and breaks, as planners write them. */

const WEEKDAYS: readonly (readonly string[])[] = [
  ['1', 'mo', 'mon', 'monday', 'montag'],
  ['2', 'tu', 'tue', 'tues', 'tuesday', 'di', 'die', 'dienstag'],
  ['3', 'we', 'wed', 'wednesday', 'mi', 'mit', 'mittwoch'],
  ['4', 'th', 'thu', 'thur', 'thurs', 'thursday', 'do', 'don', 'donnerstag'],
  ['5', 'fr', 'fri', 'friday', 'fre', 'freitag'],
  ['6', 'sa', 'sat', 'saturday', 'sam', 'samstag', 'sonnabend'],
  ['7', 'su', 'sun', 'sunday', 'so', 'son', 'sonntag'],
];
const DAILY = new Set(['daily', 'every day', 'täglich', 'alle']);
const SHOWN = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const RANGE = /\s*(?:[-\u2013\u2014]|\b(?:bis|to)\b)\s*/g;
const BETWEEN_DAYS = /(?:[\s,;/+&|]|\b(?:und|and)\b)+/;

/** `Mon-Fri`, `Mo, Mi`, `6 7`, `Fr-Mo`: the weekdays in order; a text that tells none stays as it is. */
export function weekdaysIn(text: string): readonly number[] | string {
  const plain = text.trim().toLowerCase();
  if (DAILY.has(plain)) return [1, 2, 3, 4, 5, 6, 7];
  const days = plain
    .replaceAll('.', ' ')
    .replaceAll(RANGE, '-')
    .split(BETWEEN_DAYS)
    .filter((part) => part !== '')
    .map(daysOf);
  return days.length === 0 || days.includes(undefined)
    ? text
    : [...new Set(days.flatMap((each) => each ?? []))].toSorted((one, other) => one - other);
}

function daysOf(part: string): readonly number[] | undefined {
  const [first = 0, last = 0, ...more] = part.split('-').map((name) => WEEKDAYS.findIndex((day) => day.includes(name)));
  const isRange = part.includes('-');
  if (first < 0 || (isRange && last < 0) || more.length > 0) return undefined;
  if (!isRange) return [first + 1];
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, at) => ((first + at) % 7) + 1);
}

/** Weekdays in order, as `weekdaysIn` reads them. Never `1-5`, which a spreadsheet takes for a date. */
export function weekdaysText(weekdays: readonly number[]): string {
  const runs: [from: number, to: number][] = [];
  for (const day of weekdays) {
    const run = runs.at(-1);
    if (run?.[1] === day - 1) run[1] = day;
    else runs.push([day, day]);
  }
  const shown = (day: number) => SHOWN[day - 1];
  return runs.map(([from, to]) => (from === to ? shown(from) : `${shown(from)}-${shown(to)}`)).join(' ');
}

const BETWEEN_BREAKS = /\s*(?:[,;|/+&]|\b(?:und|and)\b)\s*/;
const BREAK = /^(\d{1,2}:\d{2})-(\d{1,2}:\d{2})$/;

/** `09:00-09:15 | 12:00-12:30`; a text that tells none stays as it is. */
export function breaksIn(text: string): readonly ShiftBreak[] | string {
  const found = text
    .trim()
    .toLowerCase()
    .replaceAll(RANGE, '-')
    .split(BETWEEN_BREAKS)
    .filter((part) => part !== '')
    .map((part) => BREAK.exec(part));
  if (found.includes(null)) return text;
  return found.map((match) => ({ start: clock(match?.[1]), end: clock(match?.[2]) }));
}

const clock = (text = '') => text.padStart(5, '0');

export function breaksText(breaks: readonly ShiftBreak[]): string | null {
  return breaks.length === 0 ? null : breaks.map(({ start, end }) => `${start}-${end}`).join(' | ');
}

const isClock = (text: string) => ClockTime().kind.rules.every((rule) => rule.test(text));

function areBreaks(value: unknown): boolean {
  return Array.isArray(value) && (value as ShiftBreak[]).every(({ start, end }) => isClock(start) && isClock(end));
}

/** The cell has one form: another is told in words that show it. */
function cellIn(list: FieldDecorator, fromText: (text: string) => unknown, [rule, example]: [Rule, string]) {
  const { kind } = cellOf(list, fromText, example);
  return { kind: { ...kind, rules: [rule, ...kind.rules] } };
}

export const WeekdaysCell = cellIn(List(Count({ min: 1, max: 7 }), { min: 1, max: 7 }), weekdaysIn, [
  { code: 'FORMAT', test: Array.isArray, message: 'must be weekdays like Mon-Fri, Mo-Fr, Sat Sun or 6 7' },
  'Mon-Fri',
]);

export const BreaksCell = cellIn(
  List(
    Nested(() => ShiftBreak),
    { max: MAX_BREAKS },
  ),
  breaksIn,
  [
    { code: 'FORMAT', test: areBreaks, message: 'must be times like 09:00-09:15 | 12:00-12:30' },
    '09:00-09:15 | 12:00-12:30',
  ],
);

/** Also a workbook's time of day. */
export const ClockCell = {
  kind: { ...ClockTime().kind, schema: () => ({ type: 'string', format: 'time' }) },
};
