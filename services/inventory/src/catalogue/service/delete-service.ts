import { event } from '#contracts/declare/event';
import type { DeleteService } from '#contracts/inventory/delete-service';
import { ProductDeleted } from '#contracts/inventory/product-events';
import { ServiceDeleted } from '#contracts/inventory/service-events';
import type { Given } from '#libs/event-sourcing';
import { liveGrants } from '../grant/seats';
import type { CatalogueEvent, CatalogueService } from './catalogue-service';
import { refuseLiveGrants, refuseMissingService } from './service-rules';

/** Its products go with it. A grant that is decided at the same time conflicts: both are events of this stream. */
export function deleteService({ serviceId }: DeleteService, state: CatalogueService, { now }: Given): CatalogueEvent[] {
  refuseMissingService(state);
  refuseLiveGrants(liveGrants(state, Date.parse(now)).length);
  const products = [...state.products.keys()].map((productId) => event(ProductDeleted, { serviceId, productId }));
  return [...products, event(ServiceDeleted, { serviceId })];
}
