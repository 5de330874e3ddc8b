import { event } from '#contracts/declare/event';
import { ProductGrantEndAnnounced, ProductGrantExpired } from '#contracts/inventory/grant-events';
import { PaymentExpiryAnnounced } from '#contracts/inventory/payment-events';
import { ProductOverdue } from '#contracts/inventory/product-events';
import type { Given } from '#libs/event-sourcing';
import { dueGrantStage } from '../grant/end-stages';
import { isLive } from '../grant/seats';
import type { CatalogueEvent, CatalogueProduct, CatalogueService, GrantState } from '../service/catalogue-service';
import { dueAnnouncement, hasExpired, renews } from './payment-term';

/** An append has room for a thousand events. */
export const MOST_AT_ONCE = 500;

/**
 * `facts`: the date in the organisation's time zone. What was announced is not announced again; where more is due than is
 * announced at once, the same decision again goes on.
 */
export function announceExpiries(
  _command: object,
  { status, serviceId, products, grants }: CatalogueService,
  { facts: today, now }: Given<string>,
): CatalogueEvent[] {
  if (status !== 'active') return [];
  const due = [
    ...[...products].flatMap(([productId, product]) => ofPayment({ serviceId, productId }, product, today)),
    ...[...grants].flatMap(([grantId, grant]) => ofGrant({ serviceId, grantId }, grant, { today, now })),
  ];
  return due.slice(0, MOST_AT_ONCE);
}

interface OfProduct {
  readonly serviceId: string;
  readonly productId: string;
}

function ofPayment(
  product: OfProduct,
  { payment, announced, status }: CatalogueProduct,
  today: string,
): CatalogueEvent[] {
  if (!payment) return [];
  const due = dueAnnouncement(payment, announced, today);
  const isOverdue = hasExpired(payment, today) && status !== 'overdue' ? payment.expiresOn : null;
  return [
    ...(due ? [event(PaymentExpiryAnnounced, { ...product, ...due, renews: renews(payment) })] : []),
    ...(isOverdue === null ? [] : [event(ProductOverdue, { ...product, expiredOn: isOverdue })]),
  ];
}

function ofGrant(
  of: { readonly serviceId: string; readonly grantId: string },
  grant: GrantState,
  { today, now }: { readonly today: string; readonly now: string },
): CatalogueEvent[] {
  const { productId, endsOn, ownEndsAt } = grant;
  if (endsOn === null || ownEndsAt === null) return [];
  if (ownEndsAt <= Date.parse(now)) {
    return [event(ProductGrantExpired, { ...of, productId, effectiveAt: new Date(ownEndsAt).toISOString() })];
  }
  // The holder has left before.
  if (!isLive(grant, Date.parse(now))) return [];
  const stage = dueGrantStage(grant, today);
  return stage ? [event(ProductGrantEndAnnounced, { ...of, productId, endsOn, stage })] : [];
}
