import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { ProductGrantRevoked } from '#contracts/inventory/grant-events';
import type { RevokeGrant } from '#contracts/inventory/revoke-grant';
import type { Given } from '#libs/event-sourcing';
import type { CatalogueEvent, CatalogueService } from '../service/catalogue-service';

/** Also of a holder who has left: the seat is free, and the access at the service is taken by somebody. */
export function revokeGrant(
  { grantId, reason }: RevokeGrant,
  { serviceId, grants }: CatalogueService,
  { now: effectiveAt }: Given,
): CatalogueEvent[] {
  const grant = grants.get(grantId);
  const hasEnded = !grant || (grant.ownEndsAt !== null && grant.ownEndsAt <= Date.parse(effectiveAt));
  if (hasEnded) throw new DomainError('CONFLICT', 'The grant has ended already');
  const { productId } = grant;
  return [event(ProductGrantRevoked, { grantId, productId, serviceId, effectiveAt, reason: reason ?? null })];
}
