import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { EnterPayment } from '#contracts/inventory/enter-payment';
import { ProductPaymentSet } from '#contracts/inventory/payment-events';
import type { Given } from '#libs/event-sourcing';
import { productAdded } from '../product/add-product';
import type { CatalogueEvent, CatalogueService } from '../service/catalogue-service';
import { presentProduct, unknownAt } from '../service/service-rules';
import { statedPayment, type PaymentFacts } from './stated-payment';

/** The payment of a product that has none yet; of a new product, which is made with it. */
export function enterPayment(
  command: EnterPayment,
  state: CatalogueService,
  given: Given<PaymentFacts>,
): CatalogueEvent[] {
  const { serviceId } = state;
  const payment = statedPayment(command, undefined, given.facts);
  if (command.productId !== undefined) {
    const product = presentProduct(state, command.productId, '/productId');
    if (product.payment) throw new DomainError('CONFLICT', 'The product has a payment; replace that one');
    return [event(ProductPaymentSet, { serviceId, productId: command.productId, ...payment })];
  }
  if (state.status !== 'active') throw unknownAt('/serviceId', 'is no service here');
  const productId = given.newId('product');
  const added = productAdded({ serviceId, name: command.productName ?? '' }, state, {
    productId,
    pointer: '/productName',
  });
  return [added, event(ProductPaymentSet, { serviceId, productId, ...payment })];
}
