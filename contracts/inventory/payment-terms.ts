import { Choice, Count, Currency, Flag, Id, LocalDate, Money, Secret, Text } from '../declare/fields';
import type { FieldError } from '../errors';
import { MAX_NOTICE_DAYS, PAYMENT_CYCLES, type PaymentCycle } from './payment-events';

const OPTIONAL = { optional: true, nullable: true } as const;

/** The payment in a request, each field if it is known. It is the whole payment: an absent field is removed. */
export abstract class PaymentTerms {
  @Money({ places: 2, ...OPTIONAL, example: '120.00', description: 'Of one cycle' }) amount?: string | null;
  @Currency({ ...OPTIONAL, description: "Default: the organisation's, where there is an amount" })
  currency?: string | null;
  @Choice(PAYMENT_CYCLES, OPTIONAL) cycle?: PaymentCycle | null;
  @Id({ ...OPTIONAL, description: 'A user' }) payerId?: string | null;
  @Text({ max: 100, ...OPTIONAL, example: 'credit card' }) method?: string | null;
  @Secret({
    max: 100,
    ...OPTIONAL,
    description: 'Name or number of the card. Only its last four characters are kept and shown',
  })
  cardholder?: string | null;
  @Text({ max: 200, ...OPTIONAL, example: 'INV-2026-0417', description: 'The reference of an invoice' })
  invoice?: string | null;
  @LocalDate({ ...OPTIONAL, example: '2027-03-31', description: 'The last day that is paid for' })
  expiresOn?: string | null;
  @Flag({ ...OPTIONAL, description: 'Another term begins then; a recurring payment only. Default: false' })
  autoRenew?: boolean | null;
  @Count({
    min: 0,
    max: MAX_NOTICE_DAYS,
    ...OPTIONAL,
    example: 30,
    description: 'Days of notice before the expiry. Null: the usual announcements, 30, 7 and 1 days before',
  })
  noticeDays?: number | null;
}

/** A payment that is made once, or with no cycle, has no next term. */
export function renewsWithoutCycle({ autoRenew, cycle }: PaymentTerms): FieldError | undefined {
  if (!autoRenew || (cycle && cycle !== 'once')) return undefined;
  return { pointer: '/autoRenew', code: 'CHOICE', message: 'needs a cycle: monthly, quarterly or yearly' };
}
