import type { Created } from '#contracts/created';
import type { CatalogueEvent } from '../service/catalogue-service';

/** The answer: the id of the added product. */
export function productMade(
  _command: object,
  { events: [made], revision }: { readonly events: readonly CatalogueEvent[]; readonly revision: number },
): Created {
  if (made?.type !== 'ProductAdded') throw new TypeError('a product that is added is recorded');
  return { id: made.data.productId, revision };
}
