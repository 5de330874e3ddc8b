import { DomainError, faultAt, refuse } from '#contracts/errors';
import type { Given } from '#libs/event-sourcing';
import type { Lines } from '../line/line';
import { closedThrough, type KpiPeriods } from '../period/kpi-periods';
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
  /** Of the product's standard on that date; null: it has none. */
  readonly unitsPerPack: string | null;
}

export interface StopFacts extends DayFacts {
  readonly reasons: StopReasons;
}

/**
 * A closed date takes no change but from those who may close periods.
 * @throws DomainError `PERIOD_CLOSED`
 */
export function refuseClosed(
  { lineId, date }: Pick<LineDay, 'lineId' | 'date'>,
  { facts: { periods }, actor }: Pick<Given<Pick<DayFacts, 'periods'>>, 'facts' | 'actor'>,
): void {
  const through = closedThrough(periods, lineId);
  if (through !== null && date <= through && !actor.may('kpi.period.close')) refuse('PERIOD_CLOSED', { through });
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
