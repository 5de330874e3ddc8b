import type { DateFormat } from '#contracts/imports/import-mapping';

/** As workbooks and other programs write it. */
export const ISO: DateOrder = { format: 'ymd', isSaid: true };

const PARTS = /^(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})$/;
const ORDER: Readonly<Record<DateFormat, readonly [number, number, number]>> = {
  ymd: [0, 1, 2],
  dmy: [2, 1, 0],
  mdy: [2, 0, 1],
};
/** Some programs write a midnight behind every date. */
const MIDNIGHT = /[T ]+0?0:00(?::00(?:\.0+)?)?$/;

/**
 * The orders in which a column may be read. Nobody writes the month first with dots, so `mdy` takes such a date only
 * where the mapping says so.
 */
export interface DateOrder {
  readonly format: DateFormat;
  readonly isSaid: boolean;
}

/** `YYYY-MM-DD`, or undefined if the text is no date in this order. A year has four digits; a time is midnight. */
export function readDate(text: string, { format, isSaid }: DateOrder): string | undefined {
  const match = PARTS.exec(text.trim().replace(MIDNIGHT, ''));
  if (!match || (match[2] === '.' && format === 'mdy' && !isSaid)) return undefined;
  const parts = [match[1], match[3], match[4]] as [string, string, string];
  const [year, month, day] = ORDER[format].map((at) => parts[at]) as [string, string, string];
  if (year.length !== 4 || month.length > 2 || day.length > 2) return undefined;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(date) ? date : undefined;
}

const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3}))?)?(?:\s*([ap])\.?\s?m\.?)?$/i;

/** `HH:MM:SS.sss`, or undefined if the text is no time of day. */
export function readClock(text: string): string | undefined {
  const [, hours = '', minutes = '', seconds = '00', fraction = '', half] = CLOCK.exec(text.trim()) ?? [];
  if (hours === '' || (half !== undefined && !(Number(hours) >= 1 && Number(hours) <= 12))) return undefined;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return `${String(hour).padStart(2, '0')}:${minutes}:${seconds}.${fraction.padEnd(3, '0')}`;
}

const WITH_OFFSET = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,3})\d*)?)?\s?(Z|[-+]\d{2}:?\d{2})$/i;
const DATE_AND_CLOCK = /^(\S+?),?[T\s]+(\d{1,2}:.*)$/;

/**
 * A date with a time: `YYYY-MM-DDTHH:MM:SS.sss` of a local clock, or with `Z` behind where the text names its offset from
 * UTC. Undefined if the text is neither in this order.
 */
export function readMoment(text: string, order: DateOrder): string | undefined {
  const [, day, clock, seconds = '00', fraction = '', offset = ''] = WITH_OFFSET.exec(text.trim()) ?? [];
  if (day !== undefined) {
    const sign = offset.toUpperCase() === 'Z' ? 'Z' : offset.replace(/(\d{2})$/, ':$1').replace('::', ':');
    const at = new Date(`${day}T${clock}:${seconds}.${fraction.padEnd(3, '0')}${sign}`);
    return Number.isNaN(at.getTime()) || readDate(day, ISO) === undefined ? undefined : at.toISOString();
  }
  const [, date = '', time = ''] = DATE_AND_CLOCK.exec(text.trim()) ?? [];
  const [readDay, readTime] = [readDate(date, order), readClock(time)];
  return readDay === undefined || readTime === undefined ? undefined : `${readDay}T${readTime}`;
}
