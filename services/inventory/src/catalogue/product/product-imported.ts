import type { ImportedProduct } from '#contracts/inventory/import-product';
import type { CatalogueEvent } from '../service/catalogue-service';

/** The answer to a row: the product that it is about. */
export function productImported(
  _command: object,
  recorded: {
    readonly events: readonly CatalogueEvent[];
    readonly revision: number;
    readonly thing?: { readonly id: string };
  },
): ImportedProduct {
  const { events, revision, thing } = recorded;
  const isNew = events.some(({ type }) => type === 'ProductAdded');
  return { id: thing?.id ?? '', revision, outcome: isNew ? 'created' : 'changed' };
}
