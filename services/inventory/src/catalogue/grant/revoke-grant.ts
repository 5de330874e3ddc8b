import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { ProductGrantRevoked } from '#contracts/inventory/grant-events';
import type { RevokeGrant } from '#contracts/inventory/revoke-grant';
import type { Given } from '#libs/event-sourcing';
import type { CatalogueEvent, CatalogueService } from '../service/catalogue-service';
import { isLive } from './seats';

export function revokeGrant(
  { grantId, reason }: RevokeGrant,
  { serviceId, grants }: CatalogueService,
  { now: effectiveAt }: Given,
): CatalogueEvent[] {
  const grant = grants.get(grantId);
  if (!grant || !isLive(grant, Date.parse(effectiveAt)))
    throw new DomainError('CONFLICT', 'The grant has ended already');
  const { productId } = grant;
  return [event(ProductGrantRevoked, { grantId, productId, serviceId, effectiveAt, reason: reason ?? null })];
}
