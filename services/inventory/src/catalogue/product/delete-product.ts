import { event } from '#contracts/declare/event';
import type { DeleteProduct } from '#contracts/inventory/delete-product';
import { ProductDeleted } from '#contracts/inventory/product-events';
import type { Given } from '#libs/event-sourcing';
import { liveGrants } from '../grant/seats';
import type { CatalogueEvent, CatalogueService } from '../service/catalogue-service';
import { presentProduct, refuseLiveGrants } from '../service/service-rules';

export function deleteProduct(
  { serviceId, productId }: DeleteProduct,
  state: CatalogueService,
  { now }: Given,
): CatalogueEvent[] {
  presentProduct(state, productId);
  refuseLiveGrants(liveGrants(state, Date.parse(now), productId).length);
  return [event(ProductDeleted, { serviceId, productId })];
}
