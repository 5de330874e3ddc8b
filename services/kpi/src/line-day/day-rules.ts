import { DomainError, faultAt } from '#contracts/errors';
import type { LineStop } from '#contracts/kpi/stop-events';
import type { Given } from '#libs/event-sourcing';
import type { Lines } from '../line/line';
import { closedThrough, type KpiPeriods } from '../period/kpi-periods';
import { periodClosed } from '../period/period-closed';
import type { StopReasons } from '../stop-reason/stop-reasons';
import type { Kept, LineDay } from './line-day';

/** The facts of every decision about a line's day. */
export interface DayFacts {
  readonly lines: Lines;
  readonly periods: KpiPeriods;
  /** The business date of the time that the command states; where it states none, that of the stream. */
  readonly date: string;
}

export interface EntryFacts extends DayFacts {
  /** The shift that the command names, as the calendar spells it where it has that shift. */
  readonly shift: string | null;
  /** The names of the shifts that the calendar has on that date. Empty: every name is accepted. */
  readonly shifts: readonly string[];
  /** The last date of which something can have happened. */
  readonly latestDate: string;
  /** Of the product's standard on that date; null: it has none. */
  readonly unitsPerPack: string | null;
}

/** A stop that has not ended. */
export interface OpenStop {
  readonly stopId: string;
  readonly from: string;
  readonly reasonId: string | null;
}

export interface StopFacts extends DayFacts {
  readonly reasons: StopReasons;
  /** Of the line on other dates. */
  readonly open: readonly OpenStop[];
}

/**
 * A closed date takes no change but from those who may close periods. Without a line the period of all lines counts.
 * `pointer`: to what gives the date, where the request says it.
 * @throws DomainError `PERIOD_CLOSED`
 */
export function refuseClosed(
  { lineId, date, pointer }: { readonly lineId: string | null; readonly date: string; readonly pointer?: string },
  { facts: { periods }, actor }: Pick<Given<Pick<DayFacts, 'periods'>>, 'facts' | 'actor'>,
): void {
  const through = closedThrough(periods, lineId);
  if (through !== null && date <= through && !actor.may('kpi.period.close')) throw periodClosed(through, pointer);
}

/**
 * Nothing has happened yet on a later date: its year or month is a slip.
 * @throws DomainError `VALIDATION_FAILED`
 */
export function refuseAhead(
  { date, latestDate }: Pick<EntryFacts, 'date' | 'latestDate'>,
  pointer: string,
  unless = '',
): void {
  if (date <= latestDate) return;
  throw faultAt('VALIDATION_FAILED', pointer, `must be of ${latestDate} or before${unless}: it is of ${date}`, 'RANGE');
}

/**
 * A part of the day that was not removed.
 * @throws DomainError `NOT_FOUND`
 */
export function partNamed<Value>(parts: ReadonlyMap<string, Kept<Value>>, id: string, noun: string): Value {
  const value = parts.get(id)?.value;
  if (!value) throw new DomainError('NOT_FOUND', `There is no such ${noun}`);
  return value;
}

/**
 * A part stays in the stream of its date.
 * @throws DomainError `VALIDATION_FAILED`
 */
export function refuseOtherDate({ date }: Pick<LineDay, 'date'>, facts: Pick<DayFacts, 'date'>): void {
  if (facts.date === date) return;
  throw faultAt(
    'VALIDATION_FAILED',
    '/from',
    `lies on another business date than ${date}: remove it and record it there`,
    'RANGE',
  );
}

interface StopsOfDay {
  readonly stops: ReadonlyMap<string, Pick<Kept<LineStop>, 'value'>>;
}

/**
 * A line stands once for a reason, and once without one: a second timer was started by mistake.
 * @throws DomainError `CONFLICT`, with the one that runs
 */
export function refuseSecondTimer(
  { stopId, to, reasonId }: Pick<LineStop, 'to' | 'reasonId'> & { readonly stopId: string },
  day: StopsOfDay,
  open: readonly OpenStop[],
): void {
  if (to !== null) return;
  const other = [...openStopsIn(day), ...open].find((each) => each.stopId !== stopId && each.reasonId === reasonId);
  if (!other) return;
  const message = 'A stop of this line for the same reason, or without one as well, has not ended';
  throw new DomainError('CONFLICT', message, { stopId: other.stopId, from: other.from });
}

/**
 * A line stands once from a moment for one reason: the same stop told twice would count as two failures.
 * @throws DomainError `DUPLICATE`, with the one that is there
 */
export function refuseSameStop(
  { stopId, from, reasonId }: Pick<LineStop, 'from' | 'reasonId'> & { readonly stopId: string },
  { stops }: StopsOfDay,
): void {
  const [other] =
    [...stops].find(([id, { value }]) => id !== stopId && value?.from === from && value.reasonId === reasonId) ?? [];
  if (other === undefined) return;
  const message = 'A stop of this line from that moment, for the same reason, or without one as well, is there already';
  throw new DomainError('DUPLICATE', message, { stopId: other }, [
    { pointer: '/from', code: 'DUPLICATE', message: 'is that of such a stop' },
  ]);
}

/** The clock of whoever tells it may be that much ahead. */
const CLOCK_AHEAD_MS = 60_000;

/**
 * What has not ended has begun: a timer from later on is a slip, and would keep out the real one.
 * @throws DomainError `VALIDATION_FAILED`
 */
export function refuseTimerAhead({ from, to }: Pick<LineStop, 'from' | 'to'>, now: string): void {
  if (to !== null || Date.parse(from) <= Date.parse(now) + CLOCK_AHEAD_MS) return;
  throw faultAt('VALIDATION_FAILED', '/from', 'must not be later than now for a stop that has not ended', 'RANGE');
}

export function openStopsIn({ stops }: StopsOfDay): OpenStop[] {
  return [...stops].flatMap(([stopId, { value }]) =>
    value?.to === null ? [{ stopId, from: value.from, reasonId: value.reasonId }] : [],
  );
}
