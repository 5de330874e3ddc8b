import { Event, type EventOptions } from '../declare/event';
import { Choice, Count, Currency, Flag, Id, LocalDate, Money, Text } from '../declare/fields';
import { EXPIRY_STAGES, type ExpiryStage } from './expiry-stage';

export const PAYMENT_CYCLES = ['once', 'monthly', 'quarterly', 'yearly'] as const;
export type PaymentCycle = (typeof PAYMENT_CYCLES)[number];

/** The longest notice of a payment, in days. */
export const MAX_NOTICE_DAYS = 365;

/** The events of the payment of a product, one for each product; they are in the stream of the service. */
export class PaymentFact {
  @Id() productId!: string;
  @Id() serviceId!: string;
}

const declared = (action: string, summary: string): EventOptions<PaymentFact> => ({
  category: 'inventory.service',
  version: 1,
  entity: { type: 'payment', id: 'productId' },
  action,
  summary,
});

/** The whole payment as of then; null is what is not known. */
@Event<ProductPaymentSet>(declared('payment.set', 'The payment of a product was recorded'))
export class ProductPaymentSet extends PaymentFact {
  static readonly type = 'ProductPaymentSet';
  @Money({ places: 2, nullable: true, description: 'Of one cycle' }) amount!: string | null;
  @Currency({ nullable: true }) currency!: string | null;
  @Choice(PAYMENT_CYCLES, { nullable: true }) cycle!: PaymentCycle | null;
  @Id({ nullable: true, description: 'A user' }) payerId!: string | null;
  @Text({ max: 100, nullable: true }) method!: string | null;
  @Text({ max: 8, nullable: true, description: 'Masked: its last four characters' }) cardholder!: string | null;
  @Text({ max: 200, nullable: true, description: 'The reference of an invoice' }) invoice!: string | null;
  @LocalDate({ nullable: true, description: 'The last day that is paid for, of the first term' })
  expiresOn!: string | null;
  @Flag({ description: 'A recurring payment begins another term then' }) autoRenew!: boolean;
  @Count({ min: 0, max: MAX_NOTICE_DAYS, nullable: true, description: 'Null: the usual stages' })
  noticeDays!: number | null;
}

/** Announced once for each stage of a term. Nothing of the payment changes. */
@Event<PaymentExpiryAnnounced>({
  ...declared('payment.expiry_announced', 'The expiry of a payment was announced'),
  occurrence: true,
})
export class PaymentExpiryAnnounced extends PaymentFact {
  static readonly type = 'PaymentExpiryAnnounced';
  @LocalDate({ description: 'The last day of the term' }) termEndsOn!: string;
  @Choice(EXPIRY_STAGES, { description: 'The most urgent one that has passed' }) stage!: ExpiryStage;
  @Flag({ description: 'Another term begins then' }) renews!: boolean;
}
