import { daysAfter, localDate, startOfDay } from '#contracts/values/local-date';
import { clockChanges, clockOffset, instantOf, localTime } from '#contracts/values/local-time';
import type { CalendarTimes } from '#contracts/workflow/calendar-events';
import type { ChangedDay } from '#contracts/workflow/list-calendar-events';
import { timesOfDay } from '../calendar/changed-days';
import { occurrenceOn, ruleOf, startDay, yearOf } from '../calendar/event-times';
import { contentLine, textValue } from './content-line';
import { ruleText } from './rule-text';

/** The text of a calendar (RFC 5545). It depends on the events alone, not on the zone or the language of the process. */

export interface FedEvent extends CalendarTimes {
  readonly eventId: string;
  readonly title: string;
  readonly notes: string | null;
  readonly place: string | null;
  readonly domainName: string;
  readonly status: 'confirmed' | 'canceled';
  readonly changedDays: readonly ChangedDay[];
  readonly sequence: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A zone of timed events. */
export interface FedZone {
  readonly timeZone: string;
  /** The first day of its events. */
  readonly from: string;
}

/** The clocks of a zone are written for so many years from its first event on; series go on for ever. */
const ZONE_YEARS = 40;

export function calendarStart(name: string, zones: readonly FedZone[]): string {
  const head = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//OpsLedger//Calendar//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${textValue(name)}`,
    `X-WR-CALNAME:${textValue(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
  ];
  return (
    lines(head) +
    zones
      .filter(({ timeZone }) => !isUtc(timeZone))
      .map(zoneText)
      .join('')
  );
}

export const calendarEnd = (): string => lines(['END:VCALENDAR']);

/** The event, and each day of its series that differs from it (RECURRENCE-ID, RFC 5545, 3.8.4.4). */
export function eventTexts(event: FedEvent): readonly string[] {
  return [eventText(event, timeLines(event)), ...event.changedDays.map((day) => dayText(event, day))];
}

function dayText(event: FedEvent, day: ChangedDay): string {
  const { title, notes, place } = day;
  const said = { title: title ?? event.title, notes: notes ?? event.notes, place: place ?? event.place };
  const status = event.status === 'canceled' ? 'canceled' : day.status;
  return eventText({ ...event, ...said, status }, [
    `RECURRENCE-ID${momentOn(event, day.on)}`,
    ...timeLines({ ...event, ...timesOfDay(event, day) }),
  ]);
}

function eventText(event: FedEvent, times: readonly string[]): string {
  const { eventId, title, notes, place, domainName, status, sequence, createdAt, updatedAt } = event;
  return lines([
    'BEGIN:VEVENT',
    `UID:${eventId}@opsledger`,
    `DTSTAMP:${utc(updatedAt)}`,
    `CREATED:${utc(createdAt)}`,
    `LAST-MODIFIED:${utc(updatedAt)}`,
    `SEQUENCE:${sequence}`,
    `STATUS:${status === 'canceled' ? 'CANCELLED' : 'CONFIRMED'}`,
    `SUMMARY:${textValue(title)}`,
    ...(notes === null ? [] : [`DESCRIPTION:${textValue(notes)}`]),
    ...(place === null ? [] : [`LOCATION:${textValue(place)}`]),
    ...(domainName === '' ? [] : [`CATEGORIES:${textValue(domainName)}`]),
    ...times,
    'END:VEVENT',
  ]);
}

const lines = (each: readonly string[]): string => each.map(contentLine).join('');

function timeLines(event: FedEvent): string[] {
  const { recurrence, excludedDates, addedDates } = event;
  const start = startDay(event);
  const rule = recurrence === null ? undefined : ruleOf(recurrence);
  return [
    `DTSTART${momentOn(event, start)}`,
    event.date === null ? `DTEND${endOf(event)}` : `DTEND;VALUE=DATE:${plain(daysAfter(start, event.days ?? 1))}`,
    ...(rule ? [`RRULE:${ruleText(rule, untilOf(event))}`] : []),
    ...(rule ? excludedDates.map((date) => `EXDATE${momentOn(event, date)}`) : []),
    ...(rule ? addedDates.filter((date) => date >= start).map((date) => `RDATE${momentOn(event, date)}`) : []),
  ];
}

/** A parameter and value: the event's time on a day. */
function momentOn(event: CalendarTimes, date: string): string {
  if (event.date !== null) return `;VALUE=DATE:${plain(date)}`;
  return timed(occurrenceOn(event, date).startsAt ?? '', event.timeZone);
}

const endOf = ({ endsAt, timeZone }: CalendarTimes) => timed(endsAt ?? '', timeZone);

/** By the zone's clocks; a time that they show twice and that means the second one is written in UTC. */
function timed(moment: string, timeZone: string): string {
  const [date, time] = [localDate(moment, timeZone), localTime(moment, timeZone)];
  if (isUtc(timeZone) || instantOf(date, time, timeZone) !== Date.parse(moment)) return `:${utc(moment)}`;
  return `;TZID=${timeZone}:${plain(date)}T${time.replace(':', '')}00`;
}

/** The end of a rule has the kind of value that its start has (3.3.10): a date, or a moment in UTC. */
function untilOf(event: CalendarTimes) {
  return (until: { readonly date: string } | { readonly instant: string }): string => {
    if (event.date !== null) return plain('date' in until ? until.date : until.instant.slice(0, 10));
    return utc('instant' in until ? until.instant : (occurrenceOn(event, until.date).startsAt ?? ''));
  };
}

const plain = (date: string) => date.replaceAll('-', '');
const utc = (moment: string) => `${moment.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
const isUtc = (timeZone: string) => ['UTC', 'Etc/UTC', 'Etc/GMT', 'GMT'].includes(timeZone);

/** To find the changes of forty years takes as long as to write a hundred events. */
const KEPT_ZONES = 500;
const zoneTexts = new Map<string, string>();

function zoneText({ timeZone, from }: FedZone): string {
  const year = yearOf(from);
  const key = `${year} ${timeZone}`;
  const known = zoneTexts.get(key);
  if (known !== undefined) return known;
  const text = lines(zoneLines(timeZone, year));
  if (zoneTexts.size >= KEPT_ZONES) zoneTexts.clear();
  zoneTexts.set(key, text);
  return text;
}

/** Each change of the clocks by its moment: no rule of a zone holds for all years. */
function zoneLines(timeZone: string, year: number): string[] {
  const begin = Date.parse(startOfDay(`${year - 1}-01-01`, timeZone));
  const end = Date.parse(startOfDay(`${year + ZONE_YEARS}-01-01`, timeZone));
  const changes = clockChanges(timeZone, begin, end);
  const before = clockOffset(timeZone, begin);
  const kinds = new Map<string, { readonly from: number; readonly to: number; readonly at: string[] }>();
  kinds.set(`${before}`, { from: before, to: before, at: [onClocks(begin, before)] });
  for (const change of changes) {
    const key = `${change.from}/${change.to}`;
    const kind = kinds.get(key) ?? { from: change.from, to: change.to, at: [] };
    kind.at.push(onClocks(change.at, change.from));
    kinds.set(key, kind);
  }
  return ['BEGIN:VTIMEZONE', `TZID:${timeZone}`, ...[...kinds.values()].flatMap(observance), 'END:VTIMEZONE'];
}

function observance(kind: { readonly from: number; readonly to: number; readonly at: readonly string[] }): string[] {
  const name = kind.to > kind.from ? 'DAYLIGHT' : 'STANDARD';
  const [first = '', ...others] = kind.at;
  return [
    `BEGIN:${name}`,
    `DTSTART:${first}`,
    ...others.map((at) => `RDATE:${at}`),
    `TZOFFSETFROM:${offsetText(kind.from)}`,
    `TZOFFSETTO:${offsetText(kind.to)}`,
    `END:${name}`,
  ];
}

/** The clocks' time at an instant, by an offset in minutes. */
function onClocks(instant: number, offset: number): string {
  return new Date(instant + offset * 60_000).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
}

function offsetText(minutes: number): string {
  const whole = Math.abs(Math.round(minutes));
  const [hours, rest] = [Math.floor(whole / 60), whole % 60].map((part) => String(part).padStart(2, '0'));
  return `${minutes < 0 ? '-' : '+'}${hours}${rest}`;
}
