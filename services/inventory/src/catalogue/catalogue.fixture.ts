import { event } from '#contracts/declare/event';
import {
  ProductGrantEndAnnounced,
  ProductGrantExpired,
  ProductGrantLeaveSet,
  ProductGrantRevoked,
  ProductGranted,
} from '#contracts/inventory/grant-events';
import { PaymentExpiryAnnounced, ProductPaymentSet } from '#contracts/inventory/payment-events';
import { ProductAdded, ProductOverdue, ProductPaid } from '#contracts/inventory/product-events';
import { ServiceCreated } from '#contracts/inventory/service-events';
import { GIVEN } from '#libs/testing/given-when-then';
import type { CatalogueEvent } from './service/catalogue-service';

export const SERVICE = GIVEN.newId('service');
export const [MAIL, CHAT] = [GIVEN.newId('mail'), GIVEN.newId('chat')] as const;
export const [ADA, GRACE, MARY] = [GIVEN.newId('ada'), GIVEN.newId('grace'), GIVEN.newId('mary')] as const;
/** The facts of a decision that names users. */
export const USERS = { users: new Map([ADA, GRACE].map((id) => [id, 'active'])) };

const OF_MAIL = { serviceId: SERVICE, productId: MAIL };

/** Events of a service with its products, for the histories and expectations of specs. */
export const serviceCreated = (more: Partial<ServiceCreated> = {}): CatalogueEvent =>
  event(ServiceCreated, {
    serviceId: SERVICE,
    name: 'Contoso',
    category: null,
    ownerId: null,
    url: null,
    note: null,
    ...more,
  });
export const productOf = (more: Partial<ProductAdded> = {}): CatalogueEvent =>
  event(ProductAdded, { ...OF_MAIL, name: 'Mail', plan: null, seats: null, ownerId: null, ...more });
export const overdue = (expiredOn: string): CatalogueEvent => event(ProductOverdue, { ...OF_MAIL, expiredOn });
export const paid = (): CatalogueEvent => event(ProductPaid, OF_MAIL);
export const paymentOf = (more: Partial<ProductPaymentSet> = {}): CatalogueEvent =>
  event(ProductPaymentSet, {
    ...OF_MAIL,
    amount: '120.00',
    currency: 'EUR',
    cycle: 'yearly',
    payerId: null,
    method: null,
    cardholder: null,
    invoice: null,
    expiresOn: null,
    autoRenew: false,
    noticeDays: null,
    ...more,
  });
export const announced = (stage: PaymentExpiryAnnounced['stage'], termEndsOn: string, renews = false): CatalogueEvent =>
  event(PaymentExpiryAnnounced, { ...OF_MAIL, stage, termEndsOn, renews });
export const granted = (name: string, more: Partial<ProductGranted> = {}): CatalogueEvent =>
  event(ProductGranted, {
    ...OF_MAIL,
    grantId: GIVEN.newId(name),
    employeeId: GIVEN.newId(`holder of ${name}`),
    userId: null,
    startsOn: '2026-01-01',
    startsAt: '2025-12-31T23:00:00.000Z',
    endsOn: null,
    endsAt: null,
    departmentId: null,
    note: null,
    ...more,
  });
export const leaveSet = (name: string, leavesAt: string | null): CatalogueEvent =>
  event(ProductGrantLeaveSet, { ...ofGrant(name), leavesAt });
const ofGrant = (name: string) => ({ ...OF_MAIL, grantId: GIVEN.newId(name) });
export const revoked = (name: string, effectiveAt: string = GIVEN.now): CatalogueEvent =>
  event(ProductGrantRevoked, { ...ofGrant(name), effectiveAt, reason: null });
export const expired = (name: string, effectiveAt: string): CatalogueEvent =>
  event(ProductGrantExpired, { ...ofGrant(name), effectiveAt });
export const endAnnounced = (name: string, stage: ProductGrantEndAnnounced['stage'], endsOn: string): CatalogueEvent =>
  event(ProductGrantEndAnnounced, { ...ofGrant(name), stage, endsOn });
