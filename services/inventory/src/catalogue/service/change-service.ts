import { event } from '#contracts/declare/event';
import type { ChangeService } from '#contracts/inventory/change-service';
import { ServiceChanged } from '#contracts/inventory/service-events';
import type { Given } from '#libs/event-sourcing';
import type { CatalogueEvent, CatalogueService } from './catalogue-service';
import { refuseMissingService, refuseUnknownUser, type CatalogueUsers } from './service-rules';

/** The whole: an absent field is removed. An owner who has left stays until another one is named. */
export function changeService(
  command: ChangeService,
  state: CatalogueService,
  given: Given<CatalogueUsers>,
): CatalogueEvent[] {
  refuseMissingService(state);
  const { details } = state;
  const { serviceId, name, category = null, ownerId = null, url = null, note = null } = command;
  if (ownerId !== details.ownerId) refuseUnknownUser('/ownerId', ownerId, given.facts);
  const changed = { name, category, ownerId, url, note };
  const isSame = (Object.keys(changed) as (keyof typeof changed)[]).every((field) => changed[field] === details[field]);
  return isSame ? [] : [event(ServiceChanged, { serviceId, ...changed })];
}
