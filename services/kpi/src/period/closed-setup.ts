import type { Given } from '#libs/event-sourcing';
import type { Lines } from '../line/line';
import { closedThrough, lastClosed, type KpiPeriods } from './kpi-periods';
import { periodClosed } from './period-closed';

/** The facts of a decision about setup that counts from a business date on. */
export interface SetupFacts {
  readonly lines: Lines;
  readonly periods: KpiPeriods;
}

type Deciding = Pick<Given<Pick<SetupFacts, 'periods'>>, 'facts' | 'actor'>;

/** Setup with the first business date that it changes. */
interface SetupFrom {
  /** The lines that it counts for; null: every line. */
  readonly lineIds: readonly string[] | null;
  readonly date: string;
  /** To the date in the request. */
  readonly pointer: string;
}

/**
 * Figures of closed dates would change with their setup: only those who may close periods set it.
 * @throws DomainError `PERIOD_CLOSED`
 */
export function refuseClosedSetup(
  { lineIds, date, pointer }: SetupFrom,
  { facts: { periods }, actor }: Deciding,
): void {
  const closed = lineIds?.flatMap((lineId) => closedThrough(periods, lineId) ?? []).toSorted();
  const through = closed ? (closed.at(-1) ?? null) : lastClosed(periods);
  if (through !== null && date <= through && !actor.may('kpi.period.close')) throw periodClosed(through, pointer);
}

/**
 * Setup without a first date, such as the class of a stop reason, changes figures of every closed date.
 * @throws DomainError `PERIOD_CLOSED`
 */
export function refuseClosedPast(pointer: string, { facts: { periods }, actor }: Deciding): void {
  const through = lastClosed(periods);
  if (through !== null && !actor.may('kpi.period.close')) throw periodClosed(through, pointer);
}
