import type { ExpiryStage } from '#contracts/inventory/expiry-stage';
import { COMPLETING_FIELDS, type CompletingField, type PaymentStatus } from '#contracts/inventory/list-payments';
import type { PaymentCycle, ProductPaymentSet } from '#contracts/inventory/payment-events';
import { daysAfter } from '#contracts/values/local-date';
import { DEFAULT_STAGES, passedStage, type StageBefore } from '../grant/end-stages';

/** A payment as it was recorded last. */
export type Payment = Omit<ProductPaymentSet, 'serviceId' | 'productId'>;

/** What decides about the term of a payment. */
export type Term = Pick<Payment, 'expiresOn' | 'autoRenew' | 'cycle' | 'noticeDays'>;

/** The most urgent stage that was announced of a term. */
export interface Announced {
  readonly termEndsOn: string;
  readonly stage: ExpiryStage;
}

const MONTHS: Readonly<Record<PaymentCycle, number>> = { once: 0, monthly: 1, quarterly: 3, yearly: 12 };
/** The least days of a month. */
const SHORTEST_MONTH = 28;

/** The months of a term that another one follows; 0 for a payment that does not renew. */
function renewingMonths({ autoRenew, cycle }: Term): number {
  return autoRenew && cycle !== null ? MONTHS[cycle] : 0;
}

export function renews(term: Term): boolean {
  return renewingMonths(term) > 0;
}

/**
 * The last day of the present term: the recorded expiry, and for a payment that renews the first of its later ends that
 * is not past. Counted from the recorded day, so that the 31st comes back after a short month.
 */
export function termEndOn(term: Term, today: string): string | null {
  const { expiresOn } = term;
  const months = renewingMonths(term);
  if (expiresOn === null || months === 0 || expiresOn >= today) return expiresOn;
  const between = monthsOf(today) - monthsOf(expiresOn);
  const last = monthsAfter(expiresOn, Math.floor(between / months) * months);
  return last >= today ? last : monthsAfter(expiresOn, (Math.floor(between / months) + 1) * months);
}

const monthsOf = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;

/** The same day so many months later, or the last of a shorter month. */
export function monthsAfter(day: string, months: number): string {
  const month = monthsOf(day) + months;
  const first = `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`;
  const next = daysAfter(first, 31).slice(0, 7);
  const length = Number(daysAfter(`${next}-01`, -1).slice(8));
  return daysAfter(first, Math.min(Number(day.slice(8)), length) - 1);
}

/** The last day on which a cancellation keeps the notice; null where no notice or no expiry is known. */
export function cancelByOf(term: Term, today: string): string | null {
  const endsOn = termEndOn(term, today);
  return endsOn === null || term.noticeDays === null ? null : daysAfter(endsOn, -term.noticeDays);
}

/** The last day still counts: a payment expires when it is over. */
export function hasExpired(term: Term, today: string): boolean {
  return term.expiresOn !== null && !renews(term) && today > term.expiresOn;
}

export function statusOf(term: Term, today: string): PaymentStatus {
  if (hasExpired(term, today)) return 'expired';
  const endsOn = termEndOn(term, today);
  const [widest] = stagesOf(term);
  return endsOn !== null && widest && today >= daysAfter(endsOn, -widest.days) ? 'expiring' : 'ok';
}

/**
 * The stages before the end of a term, widest first: the payment's own notice, or the usual ones. A usual stage that a
 * term is too short for is left out: a monthly payment would never be out of it.
 */
function stagesOf(term: Term): readonly StageBefore[] {
  if (term.noticeDays !== null) return [{ stage: 'notice', days: term.noticeDays }];
  const months = renewingMonths(term);
  return months === 0 ? DEFAULT_STAGES : DEFAULT_STAGES.filter(({ days }) => days < months * SHORTEST_MONTH);
}

/** The announcement that is due: the most urgent stage that has passed, unless it or a later one was announced. */
export function dueAnnouncement(term: Term, announced: Announced | null, today: string): Announced | undefined {
  const termEndsOn = termEndOn(term, today);
  if (termEndsOn === null) return undefined;
  const stage = hasExpired(term, today) ? 'expired' : passedStage(termEndsOn, today, stagesOf(term));
  if (stage === undefined) return undefined;
  const isKnown = announced?.termEndsOn === termEndsOn && URGENCY[announced.stage] >= URGENCY[stage];
  return isKnown ? undefined : { termEndsOn, stage };
}

const URGENCY: Readonly<Record<ExpiryStage, number>> = { '30_days': 0, '7_days': 1, '1_day': 2, notice: 2, expired: 3 };

/** The fields that are missing for a complete payment; all of them where there is none. */
export function missingFields(payment: Pick<Payment, CompletingField> | null): readonly CompletingField[] {
  return COMPLETING_FIELDS.filter((field) => payment === null || payment[field] === null);
}

/** `****4242`: the last four characters of a card's number or of a name, without spaces. */
export function masked(cardholder: string): string {
  return `****${[...cardholder.replaceAll(/[^\p{L}\p{N}]/gu, '')].slice(-4).join('')}`;
}
