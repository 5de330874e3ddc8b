import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import type { ChangeProduct } from '#contracts/inventory/change-product';
import { ProductChanged } from '#contracts/inventory/product-events';
import type { Given } from '#libs/event-sourcing';
import { liveGrants, peakWithin } from '../grant/seats';
import type { CatalogueEvent, CatalogueService } from '../service/catalogue-service';
import { presentProduct, refuseUnknownUser, type CatalogueUsers } from '../service/service-rules';
import { refuseTakenName } from './add-product';

/** The whole: an absent field is removed. */
export function changeProduct(
  command: ChangeProduct,
  state: CatalogueService,
  given: Given<CatalogueUsers>,
): CatalogueEvent[] {
  const { serviceId, productId, name, plan = null, seats = null, ownerId = null } = command;
  const { details } = presentProduct(state, productId);
  if (ownerId !== details.ownerId) refuseUnknownUser('/ownerId', ownerId, given.facts);
  refuseTakenName(name, state, { productId, pointer: '/name' });
  if (seats !== null && seats !== details.seats) refuseFewerThanTaken(productId, seats, state, given.now);
  const changed = { name, plan, seats, ownerId };
  const isSame = (Object.keys(changed) as (keyof typeof changed)[]).every((field) => changed[field] === details[field]);
  return isSame ? [] : [event(ProductChanged, { serviceId, productId, ...changed })];
}

function refuseFewerThanTaken(productId: string, seats: number, state: CatalogueService, now: string): void {
  const startsAt = Date.parse(now);
  const taken = liveGrants(state, startsAt, productId).map(([, grant]) => grant);
  const granted = peakWithin(taken, { startsAt, endsAt: null });
  if (granted > seats) refuse('LIMIT_REACHED', { seats, granted }, 'More seats than that are taken');
}
