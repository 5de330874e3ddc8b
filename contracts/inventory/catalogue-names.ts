import { evolve, foreign } from '../declare/fold';
import { ProductAdded, ProductChanged, ProductDeleted } from './product-events';
import { ServiceChanged, ServiceCreated } from './service-events';

/** The names of a service of the catalogue and of its products; null where there is none. */
export interface CatalogueNames {
  readonly service: string | null;
  /** By product. */
  readonly products: ReadonlyMap<string, string>;
}

const named = (state: CatalogueNames, productId: string, name: string): CatalogueNames => ({
  ...state,
  products: new Map(state.products).set(productId, name),
});

function without(state: CatalogueNames, productId: string): CatalogueNames {
  const products = new Map(state.products);
  products.delete(productId);
  return { ...state, products };
}

/** The stream is in the organisation's tenant, named by the service's id. */
export const catalogueNames = foreign(
  'inventory.service',
  (): CatalogueNames => ({ service: null, products: new Map() }),
  [
    evolve(ServiceCreated, (state, { data }) => ({ ...state, service: data.name })),
    evolve(ServiceChanged, (state, { data }) => ({ ...state, service: data.name })),
    evolve(ProductAdded, (state, { data: { productId, name } }) => named(state, productId, name)),
    evolve(ProductChanged, (state, { data: { productId, name } }) => named(state, productId, name)),
    evolve(ProductDeleted, (state, { data: { productId } }) => without(state, productId)),
  ],
);
