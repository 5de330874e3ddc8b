import { event } from '#contracts/declare/event';
import { ProductPaymentSet } from '#contracts/inventory/payment-events';
import { ProductPaid } from '#contracts/inventory/product-events';
import type { SetPayment } from '#contracts/inventory/set-payment';
import type { Given } from '#libs/event-sourcing';
import type { CatalogueEvent, CatalogueService } from '../service/catalogue-service';
import { presentProduct } from '../service/service-rules';
import { hasExpired, type Payment } from './payment-term';
import { statedPayment, type PaymentFacts } from './stated-payment';

/** The whole payment: an absent field is removed. A product whose payment has not expired is overdue no more. */
export function setPayment(command: SetPayment, state: CatalogueService, given: Given<PaymentFacts>): CatalogueEvent[] {
  const { productId } = command;
  const { serviceId } = state;
  const product = presentProduct(state, productId);
  const payment = statedPayment(command, product, given.facts);
  if (product.payment && isSame(payment, product.payment)) return [];
  const isPaid = product.status === 'overdue' && !hasExpired(payment, given.facts.today);
  return [
    event(ProductPaymentSet, { serviceId, productId, ...payment }),
    ...(isPaid ? [event(ProductPaid, { serviceId, productId })] : []),
  ];
}

function isSame(one: Payment, other: Payment): boolean {
  return (Object.keys(one) as (keyof Payment)[]).every((field) => one[field] === other[field]);
}
