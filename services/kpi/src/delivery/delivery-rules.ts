import { localDate } from '#contracts/values/local-date';
import type { DeliveryTerms } from '#contracts/kpi/delivery-events';
import type { Given } from '#libs/event-sourcing';
import { refuseAhead, refuseClosed } from '../line-day/day-rules';
import type { KpiPeriods } from '../period/kpi-periods';

export interface DeliveryFacts {
  readonly periods: KpiPeriods;
  /** IANA: of the organisation's dates. */
  readonly timeZone: string;
  /** The last date on which something can have been delivered. */
  readonly latestDate: string;
}

/**
 * The local date of a delivery; null for an open one.
 * @throws DomainError `VALIDATION_FAILED` for one that cannot have been made yet
 */
export function deliveredOn(deliveredAt: string | null, { timeZone, latestDate }: DeliveryFacts): string | null {
  if (deliveredAt === null) return null;
  const date = localDate(deliveredAt, timeZone);
  refuseAhead({ date, latestDate }, '/deliveredAt');
  return date;
}

/**
 * The period of all lines closes deliveries by their date; one that is open is in no period.
 * @throws DomainError `PERIOD_CLOSED`
 */
export function refuseClosedDelivery(terms: Pick<DeliveryTerms, 'deliveredOn'>, given: Given<DeliveryFacts>): void {
  if (terms.deliveredOn !== null) refuseClosed({ lineId: null, date: terms.deliveredOn }, given);
}
