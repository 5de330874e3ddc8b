import { dateOf, dayNumber } from './civil-day';

/** A recurrence rule of RFC 5545 (3.3.10), daily or coarser. */

const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
type Frequency = (typeof FREQUENCIES)[number];

/** `nth`: of the month or year, from its end where negative; 0: each. */
export interface RuleDay {
  /** 0 is Monday. */
  readonly weekday: number;
  readonly nth: number;
}

export interface RecurrenceRule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count: number | null;
  /** A date, or an instant in UTC: the last moment at which it may occur. */
  readonly until: { readonly date: string } | { readonly instant: string } | null;
  readonly months: readonly number[];
  readonly monthDays: readonly number[];
  readonly yearDays: readonly number[];
  readonly weeks: readonly number[];
  readonly days: readonly RuleDay[];
  readonly positions: readonly number[];
  /** 0 is Monday. */
  readonly weekStart: number;
}

const MAX_OCCURRENCES = 1_000;
const MAX_INTERVAL = 1_000;

export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

/** `malformed`: no rule of RFC 5545; `unsupported`: a rule that is not planned here. */
export interface RuleFault {
  readonly fault: 'malformed' | 'unsupported';
  readonly message: string;
}

const malformed = (message: string): RuleFault => ({ fault: 'malformed', message });
const unsupported = (message: string): RuleFault => ({ fault: 'unsupported', message });

export function isRuleFault(read: RecurrenceRule | RuleFault): read is RuleFault {
  return 'fault' in read;
}

const PARTS = new Set(
  'FREQ INTERVAL COUNT UNTIL BYMONTH BYMONTHDAY BYYEARDAY BYWEEKNO BYDAY BYSETPOS WKST BYHOUR BYMINUTE BYSECOND RSCALE SKIP'.split(
    ' ',
  ),
);
const FINER: ReadonlySet<string> = new Set(['SECONDLY', 'MINUTELY', 'HOURLY']);
const OF_TIMES = ['BYHOUR', 'BYMINUTE', 'BYSECOND', 'RSCALE', 'SKIP'];

type Parts = ReadonlyMap<string, string>;

/** Reads `FREQ=WEEKLY;BYDAY=MO`, also after `RRULE:`. */
export function readRecurrenceRule(text: string): RecurrenceRule | RuleFault {
  const parts = partsOf(text);
  if ('fault' in parts) return parts;
  const frequency = parts.get('FREQ') ?? '';
  if (FINER.has(frequency)) return unsupported('must be daily or coarser');
  if (!isFrequency(frequency)) return malformed(`must have FREQ, one of ${FREQUENCIES.join(', ')}`);
  const ofTimes = OF_TIMES.find((name) => parts.has(name));
  if (ofTimes !== undefined) return unsupported(`must not have ${ofTimes}`);
  const rule = { ...limitsOf(parts), ...listsOf(parts), frequency };
  return faultOf(rule, parts) ?? (rule as RecurrenceRule);
}

function partsOf(text: string): Parts | RuleFault {
  const parts = new Map<string, string>();
  for (const each of text
    .trim()
    .replace(/^RRULE:/i, '')
    .split(';')) {
    const [, name = '', value = ''] = /^([A-Za-z]+)=([A-Za-z0-9,+-]+)$/.exec(each.trim()) ?? [];
    const key = name.toUpperCase();
    if (!PARTS.has(key)) return malformed('must be a rule like FREQ=WEEKLY;BYDAY=MO');
    if (parts.has(key)) return malformed(`must not have ${key} twice`);
    parts.set(key, value.toUpperCase());
  }
  return parts;
}

const isFrequency = (text: string): text is Frequency => (FREQUENCIES as readonly string[]).includes(text);

type Read = { readonly [Field in keyof RecurrenceRule]: RecurrenceRule[Field] | undefined };

/** A field is undefined where its part is no such value. */
function limitsOf(parts: Parts): Pick<Read, 'interval' | 'count' | 'until' | 'weekStart'> {
  const [interval, count, until] = [parts.get('INTERVAL'), parts.get('COUNT'), parts.get('UNTIL')];
  const weekStart = (WEEKDAYS as readonly string[]).indexOf(parts.get('WKST') ?? 'MO');
  return {
    interval: interval === undefined ? 1 : wholeNumber(interval),
    count: count === undefined ? null : wholeNumber(count),
    until: until === undefined ? null : untilOf(until),
    weekStart: weekStart < 0 ? undefined : weekStart,
  };
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}

function untilOf(text: string): NonNullable<RecurrenceRule['until']> | undefined {
  const [, year, month, day, time] = /^(\d{4})(\d\d)(\d\d)(T\d{6}Z?)?$/.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  if (year === undefined || !isRealDate(date)) return undefined;
  if (time === undefined) return { date };
  const instant = Date.parse(`${date}T${time.slice(1, 3)}:${time.slice(3, 5)}:${time.slice(5, 7)}Z`);
  return Number.isNaN(instant) ? undefined : { instant: new Date(instant).toISOString() };
}

function isRealDate(date: string): boolean {
  const day = dayNumber(date);
  return Number.isInteger(day) && dateOf(day) === date;
}

function listsOf(parts: Parts): Pick<Read, 'months' | 'monthDays' | 'yearDays' | 'weeks' | 'days' | 'positions'> {
  const numbers = (name: string, range: { readonly min?: number; readonly max: number }) => {
    const values = (parts.get(name)?.split(',') ?? []).map((text) => (/^[+-]?\d{1,3}$/.test(text) ? Number(text) : 0));
    const { max, min = -max } = range;
    return values.every((value) => value !== 0 && value >= min && value <= max) ? distinct(values) : undefined;
  };
  return {
    months: numbers('BYMONTH', { min: 1, max: 12 }),
    monthDays: numbers('BYMONTHDAY', { max: 31 }),
    yearDays: numbers('BYYEARDAY', { max: 366 }),
    weeks: numbers('BYWEEKNO', { max: 53 }),
    days: daysOf(parts.get('BYDAY')),
    positions: numbers('BYSETPOS', { max: 366 }),
  };
}

const distinct = (values: readonly number[]) => [...new Set(values)].sort((one, other) => one - other);

function daysOf(text: string | undefined): readonly RuleDay[] | undefined {
  const days: RuleDay[] = [];
  for (const each of text?.split(',') ?? []) {
    const [, nth = '', name = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(each) ?? [];
    const weekday = (WEEKDAYS as readonly string[]).indexOf(name);
    if (weekday < 0 || (nth !== '' && (Number(nth) === 0 || Math.abs(Number(nth)) > 53))) return undefined;
    days.push({ weekday, nth: Number(nth) });
  }
  return days;
}

const NAMES: Readonly<Record<keyof RecurrenceRule, string>> = {
  frequency: 'FREQ',
  interval: 'INTERVAL',
  count: 'COUNT',
  until: 'UNTIL',
  months: 'BYMONTH',
  monthDays: 'BYMONTHDAY',
  yearDays: 'BYYEARDAY',
  weeks: 'BYWEEKNO',
  days: 'BYDAY',
  positions: 'BYSETPOS',
  weekStart: 'WKST',
};

function faultOf(read: Read, parts: Parts): RuleFault | undefined {
  const wrong = (Object.keys(NAMES) as (keyof RecurrenceRule)[]).find((field) => read[field] === undefined);
  if (wrong !== undefined) return malformed(`must have a valid ${NAMES[wrong]}`);
  const rule = read as RecurrenceRule;
  if (rule.count !== null && rule.until !== null) return malformed('must not have both COUNT and UNTIL');
  const misplaced = misplacedPart(rule);
  if (misplaced !== undefined) return malformed(`must not have ${misplaced} with FREQ=${rule.frequency}`);
  const by = [...parts.keys()].filter((name) => name.startsWith('BY') && name !== 'BYSETPOS');
  if (rule.positions.length > 0 && by.length === 0) return malformed('must have BYSETPOS beside another BY part only');
  if ((rule.count ?? 0) > MAX_OCCURRENCES) return unsupported(`must have a COUNT of at most ${MAX_OCCURRENCES}`);
  if (rule.interval > MAX_INTERVAL) return unsupported(`must have an INTERVAL of at most ${MAX_INTERVAL}`);
  return undefined;
}

/** The table of RFC 5545, 3.3.10: parts that a frequency does not have. */
function misplacedPart({ frequency, monthDays, yearDays, weeks, days }: RecurrenceRule): string | undefined {
  const isYearly = frequency === 'YEARLY';
  if (weeks.length > 0 && !isYearly) return 'BYWEEKNO';
  if (yearDays.length > 0 && !isYearly) return 'BYYEARDAY';
  if (monthDays.length > 0 && frequency === 'WEEKLY') return 'BYMONTHDAY';
  const counted = days.some(({ nth }) => nth !== 0);
  if (counted && (weeks.length > 0 || !['MONTHLY', 'YEARLY'].includes(frequency))) return 'a number in BYDAY';
  return undefined;
}
