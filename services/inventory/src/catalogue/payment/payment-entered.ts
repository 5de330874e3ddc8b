import type { EnteredPayment } from '#contracts/inventory/enter-payment';
import type { CatalogueEvent } from '../service/catalogue-service';

/** The answer: the product whose payment was entered. */
export function paymentEntered(
  _command: object,
  { events, revision }: { readonly events: readonly CatalogueEvent[]; readonly revision: number },
): EnteredPayment {
  const made = events.find(({ type }) => type === 'ProductPaymentSet');
  if (made?.type !== 'ProductPaymentSet') throw new TypeError('a payment that is entered is recorded');
  const { productId } = made.data;
  return { id: productId, productId, revision };
}
