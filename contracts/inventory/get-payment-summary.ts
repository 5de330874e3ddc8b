import { Query } from '../declare/contract';
import { Count, Currency, List, Money, Nested } from '../declare/fields';

const MAX_PAYMENTS = 1e6;

/** What the payments of one currency cost in a month. */
export class MonthlySpend {
  @Currency() currency!: string;
  @Money({ places: 2, example: '10.00', description: 'A yearly 120.00 is 10.00; halves are rounded up' })
  perMonth!: string;
}

export class PaymentSummary {
  @Count({ min: 0, max: MAX_PAYMENTS, example: 12 }) total!: number;
  @Count({ min: 0, max: MAX_PAYMENTS, example: 2, description: 'Products without a payment are among them' })
  incomplete!: number;
  @Count({ min: 0, max: MAX_PAYMENTS, example: 1 }) expiring!: number;
  @Count({ min: 0, max: MAX_PAYMENTS, example: 1 }) expired!: number;
  @List(Nested(() => MonthlySpend), {
    max: 200,
    description: 'Of the recurring payments that have not expired, by currency',
  })
  spend!: readonly MonthlySpend[];
}

@Query({
  subject: 'inventory.get-payment-summary',
  permission: 'catalogue.payment.read',
  route: 'GET /payment-register/summary',
  summary: 'Count incomplete, expiring and expired payments, and sum the spend per month',
  answers: PaymentSummary,
  scope: { by: ['service', 'product'], of: 'scopeIds' },
})
export class GetPaymentSummary {}
