import type { PaymentTerms } from '#contracts/inventory/payment-terms';
import type { CatalogueProduct } from '../service/catalogue-service';
import { refuseUnknownUser, type CatalogueUsers } from '../service/service-rules';
import { masked, type Payment } from './payment-term';

export interface PaymentFacts extends CatalogueUsers {
  /** The organisation's. */
  readonly currency: string;
  /** The date in the organisation's time zone. */
  readonly today: string;
}

/** A payer who has left stays until another one is named. */
export function statedPayment(
  terms: PaymentTerms,
  known: Pick<CatalogueProduct, 'payment'> | undefined,
  facts: PaymentFacts,
): Payment {
  const { amount = null, cycle = null, payerId = null, method = null, invoice = null } = terms;
  const { expiresOn = null, noticeDays = null, cardholder, autoRenew } = terms;
  if (payerId !== (known?.payment?.payerId ?? null)) refuseUnknownUser('/payerId', payerId, facts);
  return {
    amount,
    currency: terms.currency ?? (amount === null ? null : facts.currency),
    cycle,
    payerId,
    method,
    cardholder: cardholder === undefined || cardholder === null ? null : masked(cardholder),
    invoice,
    expiresOn,
    autoRenew: autoRenew ?? false,
    noticeDays,
  };
}
