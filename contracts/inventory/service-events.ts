import { Event, type EventOptions } from '../declare/event';
import { Id, Text } from '../declare/fields';
import { WebAddress } from '../values/web-address';

/** The most products of a service, and the most grants of all of them that have not ended. */
export const MAX_PRODUCTS = 500;
export const MAX_GRANTS = 20_000;

/**
 * The events of a service that the organisation buys, such as a vendor's software. Its stream also holds those of its
 * products, of their payments and of the grants: see ADR 64.
 */
export class ServiceFact {
  @Id() serviceId!: string;
}

const declared = (action: string, summary: string): EventOptions<ServiceFact> => ({
  category: 'inventory.service',
  version: 1,
  entity: { type: 'service', id: 'serviceId' },
  action,
  summary,
});

class ServiceDetailsFact extends ServiceFact {
  @Text({ max: 200 }) name!: string;
  @Text({ max: 100, nullable: true }) category!: string | null;
  @Id({ nullable: true, description: 'A user' }) ownerId!: string | null;
  @WebAddress({ nullable: true }) url!: string | null;
  @Text({ max: 2000, nullable: true, lines: true }) note!: string | null;
}

@Event<ServiceCreated>({
  ...declared('service.created', 'A service was created'),
  entity: { type: 'service', id: 'serviceId', label: 'name' },
  implies: { status: 'active' },
})
export class ServiceCreated extends ServiceDetailsFact {
  static readonly type = 'ServiceCreated';
}

@Event<ServiceChanged>({
  ...declared('service.changed', 'A service was changed'),
  entity: { type: 'service', id: 'serviceId', label: 'name' },
})
export class ServiceChanged extends ServiceDetailsFact {
  static readonly type = 'ServiceChanged';
}

/** Its products were deleted just before. */
@Event<ServiceDeleted>({ ...declared('service.deleted', 'A service was deleted'), implies: { status: 'deleted' } })
export class ServiceDeleted extends ServiceFact {
  static readonly type = 'ServiceDeleted';
}
