import { directory } from '../declare/directory';
import { Id, Text } from '../declare/fields';
import { on } from '../declare/on';
import { ProductAdded, ProductChanged, ProductDeleted } from './product-events';
import { ServiceChanged, ServiceCreated, ServiceDeleted } from './service-events';

/** The services of the catalogue that other services of the platform may show. */
export class ServiceEntry {
  @Text({ max: 200 }) name!: string;
  @Id({ nullable: true }) ownerId!: string | null;
}

export const serviceDirectory = directory('service', ServiceEntry, {
  version: 1,
  from: [on(ServiceCreated, ({ data: { name, ownerId } }) => ({ name, ownerId }))],
  on: [on(ServiceChanged, ({ data: { name, ownerId } }) => ({ name, ownerId })), on(ServiceDeleted, () => null)],
});

/** A product by its id, with the service whose stream holds it. */
export class ProductEntry {
  @Text({ max: 200 }) name!: string;
  @Id() serviceId!: string;
  @Id({ nullable: true }) ownerId!: string | null;
}

export const productDirectory = directory('product', ProductEntry, {
  version: 1,
  from: [on(ProductAdded, ({ data: { name, serviceId, ownerId } }) => ({ name, serviceId, ownerId }))],
  on: [on(ProductChanged, ({ data: { name, ownerId } }) => ({ name, ownerId })), on(ProductDeleted, () => null)],
});
