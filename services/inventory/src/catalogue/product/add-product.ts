import { event } from '#contracts/declare/event';
import { DomainError, refuse } from '#contracts/errors';
import type { AddProduct } from '#contracts/inventory/add-product';
import { ProductAdded } from '#contracts/inventory/product-events';
import { MAX_PRODUCTS } from '#contracts/inventory/service-events';
import { foldedText } from '#contracts/values/text-folding';
import type { Given } from '#libs/event-sourcing';
import type { CatalogueEvent, CatalogueService } from '../service/catalogue-service';
import { refuseMissingService, refuseUnknownUser, type CatalogueUsers } from '../service/service-rules';

export function addProduct(
  command: AddProduct,
  state: CatalogueService,
  given: Given<CatalogueUsers>,
): CatalogueEvent[] {
  refuseMissingService(state);
  refuseUnknownUser('/ownerId', command.ownerId, given.facts);
  return [productAdded(command, state, { productId: given.newId('product'), pointer: '/name' })];
}

type NewProduct = Pick<AddProduct, 'serviceId' | 'name' | 'plan' | 'seats' | 'ownerId'>;

/**
 * `pointer`: of the name in the request.
 * @throws DomainError `DUPLICATE`, `LIMIT_REACHED`
 */
export function productAdded(
  { serviceId, name, plan, seats, ownerId }: NewProduct,
  state: CatalogueService,
  { productId, pointer }: { readonly productId: string; readonly pointer: string },
): CatalogueEvent {
  refuseTakenName(name, state, { productId, pointer });
  if (state.products.size >= MAX_PRODUCTS) refuse('LIMIT_REACHED', { products: MAX_PRODUCTS });
  const described = { name, plan: plan ?? null, seats: seats ?? null, ownerId: ownerId ?? null };
  return event(ProductAdded, { serviceId, productId, ...described });
}

/** A name is unique in its service, in any case. @throws DomainError `DUPLICATE` */
export function refuseTakenName(
  name: string,
  { products }: CatalogueService,
  { productId, pointer }: { readonly productId: string; readonly pointer: string },
): void {
  const wanted = foldedText(name);
  const isTaken = [...products].some(([id, { details }]) => id !== productId && foldedText(details.name) === wanted);
  if (!isTaken) return;
  const fault = { pointer, code: 'DUPLICATE', message: 'is the name of another product of this service' };
  throw new DomainError('DUPLICATE', 'The service has a product of this name', {}, [fault]);
}
