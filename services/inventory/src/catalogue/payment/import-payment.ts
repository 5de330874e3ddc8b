import type { ImportPayment } from '#contracts/inventory/import-payment';
import type { Given } from '#libs/event-sourcing';
import { productNamed } from '../product/import-product';
import type { CatalogueEvent, CatalogueService } from '../service/catalogue-service';
import { enterPayment } from './enter-payment';
import { setPayment } from './set-payment';
import type { PaymentFacts } from './stated-payment';

/** Decides as the commands of people do. */
export function importPayment(
  { serviceId, product, ...said }: ImportPayment,
  state: CatalogueService,
  given: Given<PaymentFacts>,
): CatalogueEvent[] {
  const known = productNamed(state, product);
  if (!known) return enterPayment({ ...said, serviceId, productName: product }, state, given);
  return setPayment({ ...known.payment, ...said, productId: known.productId }, state, given);
}
