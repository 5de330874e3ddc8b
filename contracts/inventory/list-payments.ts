import { Query } from '../declare/contract';
import { Choice, Count, Currency, Flag, Id, Instant, List, LocalDate, Money, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { MAX_NOTICE_DAYS, PAYMENT_CYCLES, type PaymentCycle } from './payment-events';

/** The fields that make a payment complete. */
export const COMPLETING_FIELDS = ['amount', 'payerId', 'method', 'invoice', 'expiresOn'] as const;
export type CompletingField = (typeof COMPLETING_FIELDS)[number];

/** By the organisation's local day. */
export const PAYMENT_STATUSES = ['ok', 'expiring', 'expired'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** A product in the register: one that has no payment yet misses everything. */
export class RegisteredPayment {
  @Id({ description: 'The product' }) id!: string;
  @Id() productId!: string;
  @Text({ max: 200, nullable: true, example: 'Mail' }) productName!: string | null;
  @Id() serviceId!: string;
  @Text({ max: 200, nullable: true, example: 'Contoso Office' }) serviceName!: string | null;
  @Money({ places: 2, nullable: true, example: '120.00' }) amount!: string | null;
  @Currency({ nullable: true }) currency!: string | null;
  @Choice(PAYMENT_CYCLES, { nullable: true }) cycle!: PaymentCycle | null;
  @Id({ nullable: true, description: 'A user' }) payerId!: string | null;
  @Text({ max: 100, nullable: true, example: 'credit card' }) method!: string | null;
  @Text({ max: 8, nullable: true, example: '****4242', description: 'Masked: the last four characters' })
  cardholder!: string | null;
  @Text({ max: 200, nullable: true, example: 'INV-2026-0417' }) invoice!: string | null;
  @LocalDate({ nullable: true, description: 'As recorded: the last day of the first term' }) expiresOn!: string | null;
  @LocalDate({ nullable: true, description: 'The last day of the present term' }) termEndsOn!: string | null;
  @Flag() autoRenew!: boolean;
  @Count({ min: 0, max: MAX_NOTICE_DAYS, nullable: true, example: 30 }) noticeDays!: number | null;
  @LocalDate({ nullable: true, description: 'The expiry of the present term less the notice' }) cancelBy!:
    string | null;
  @Flag({ description: 'Amount, payer, method, invoice and expiry are there' }) complete!: boolean;
  @List(Choice(COMPLETING_FIELDS), { max: COMPLETING_FIELDS.length }) missing!: readonly CompletingField[];
  @Choice(PAYMENT_STATUSES) status!: PaymentStatus;
  @Flag({ description: 'The product is marked overdue' }) overdue!: boolean;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'inventory.list-payments',
  permission: 'catalogue.payment.read',
  route: 'GET /payment-register',
  summary: 'List the payments of all products',
  answers: RegisteredPayment,
  list: { sort: ['createdAt', 'productName', 'serviceName'], search: true },
  scope: { by: ['service', 'product'], of: 'scopeIds' },
})
export class ListPayments extends ListRequest {
  @Id({ optional: true }) serviceId?: string;
  @Id({ optional: true, description: 'A user' }) payerId?: string;
  @Flag({ optional: true }) complete?: boolean;
  @Choice(PAYMENT_STATUSES, { optional: true }) status?: PaymentStatus;
}
