import { event } from '#contracts/declare/event';
import type { HandOverOwnership } from '#contracts/inventory/hand-over-ownership';
import { ProductPaymentSet } from '#contracts/inventory/payment-events';
import { ProductChanged } from '#contracts/inventory/product-events';
import { ServiceChanged } from '#contracts/inventory/service-events';
import type { Given } from '#libs/event-sourcing';
import type { CatalogueEvent, CatalogueService } from '../service/catalogue-service';
import { refuseUnknownUser, type CatalogueUsers } from '../service/service-rules';

/** A thing that is gone, or is somebody else's by now, stays as it is. */
export function handOverOwnership(
  { what, serviceId, productId = '', fromUserId, toUserId }: HandOverOwnership,
  { status, details, products }: CatalogueService,
  { facts }: Given<CatalogueUsers>,
): CatalogueEvent[] {
  refuseUnknownUser('/toUserId', toUserId, facts);
  const product = products.get(productId);
  switch (what) {
    case 'service':
      if (status !== 'active' || details.ownerId !== fromUserId) return [];
      return [event(ServiceChanged, { serviceId, ...details, ownerId: toUserId })];
    case 'product':
      if (product?.details.ownerId !== fromUserId) return [];
      return [event(ProductChanged, { serviceId, productId, ...product.details, ownerId: toUserId })];
    case 'payment':
      if (product?.payment?.payerId !== fromUserId) return [];
      return [event(ProductPaymentSet, { serviceId, productId, ...product.payment, payerId: toUserId })];
  }
}
