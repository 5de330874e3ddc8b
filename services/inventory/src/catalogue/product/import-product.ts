import type { ImportProduct } from '#contracts/inventory/import-product';
import { foldedText } from '#contracts/values/text-folding';
import type { Given } from '#libs/event-sourcing';
import type { CatalogueEvent, CatalogueService } from '../service/catalogue-service';
import type { CatalogueUsers } from '../service/service-rules';
import { addProduct } from './add-product';
import { changeProduct } from './change-product';

/** Decides as the commands of people do. */
export function importProduct(
  command: ImportProduct,
  state: CatalogueService,
  given: Given<CatalogueUsers>,
): CatalogueEvent[] {
  const known = productNamed(state, command.name);
  if (!known) return addProduct(command, state, given);
  const { plan, seats, ownerId, name } = known.details;
  const { productId } = known;
  return changeProduct({ plan, seats, ownerId, ...command, productId, name }, state, given);
}

/** The product of this name in any case. */
export function productNamed({ products }: CatalogueService, name: string) {
  const wanted = foldedText(name);
  for (const [productId, product] of products) {
    if (foldedText(product.details.name) === wanted) return { productId, ...product };
  }
  return undefined;
}
