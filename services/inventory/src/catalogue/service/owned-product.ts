import type { CatalogueService } from './catalogue-service';

/** The ids of which one has to be assigned to a caller who is bound; undefined for a product that is not there. */
export function ownersOfProduct({ serviceId, products }: CatalogueService, productId: string) {
  return products.has(productId) ? { owners: [serviceId, productId] } : undefined;
}

/** The same of an active service. */
export function ownersOfService({ status, serviceId }: CatalogueService) {
  return status === 'active' ? { owners: [serviceId] } : undefined;
}
