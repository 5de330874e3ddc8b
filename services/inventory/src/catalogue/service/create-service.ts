import { event } from '#contracts/declare/event';
import type { CreateService } from '#contracts/inventory/create-service';
import { ServiceCreated } from '#contracts/inventory/service-events';
import type { Given } from '#libs/event-sourcing';
import type { CatalogueEvent, CatalogueService } from './catalogue-service';
import { refuseUnknownUser, type CatalogueUsers } from './service-rules';

export function createService(
  command: CreateService,
  { status }: CatalogueService,
  given: Given<CatalogueUsers>,
): CatalogueEvent[] {
  if (status !== 'absent') return [];
  const { name, category = null, ownerId = null, url = null, note = null } = command;
  refuseUnknownUser('/ownerId', ownerId, given.facts);
  return [event(ServiceCreated, { serviceId: given.newId('service'), name, category, ownerId, url, note })];
}
