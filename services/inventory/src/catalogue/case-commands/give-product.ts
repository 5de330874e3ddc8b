import type { GiveProduct } from '#contracts/inventory/give-product';
import type { Given } from '#libs/event-sourcing';
import { grantProduct, type GrantFacts } from '../grant/grant-product';
import { liveGrants } from '../grant/seats';
import { revokeGrant } from '../grant/revoke-grant';
import type { TakeProduct } from '#contracts/inventory/take-product';
import type { CatalogueEvent, CatalogueService } from '../service/catalogue-service';

/** A grant from today on; nothing for somebody who has the product, or will have it. */
export function giveProduct(command: GiveProduct, state: CatalogueService, given: Given<GrantFacts>): CatalogueEvent[] {
  const { productId, employeeId } = command;
  const has = liveGrants(state, Date.parse(given.now), productId).some(([, { holderId }]) => holderId === employeeId);
  return has ? [] : grantProduct(command, state, given);
}

/** Also of a holder who has left by now, as every revocation. */
export function takeProduct({ grantId }: TakeProduct, state: CatalogueService, given: Given): CatalogueEvent[] {
  const grant = state.grants.get(grantId);
  const hasEnded = !grant || (grant.ownEndsAt !== null && grant.ownEndsAt <= Date.parse(given.now));
  return hasEnded ? [] : revokeGrant({ grantId }, state, given);
}
