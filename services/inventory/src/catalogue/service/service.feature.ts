import { ChangeService } from '#contracts/inventory/change-service';
import { CreateService } from '#contracts/inventory/create-service';
import { DeleteService } from '#contracts/inventory/delete-service';
import { GetService } from '#contracts/inventory/get-service';
import { ListServices } from '#contracts/inventory/list-services';
import { equals } from '#libs/read-models';
import { command, list, type Feature } from '#libs/runtime';
import { catalogueService, type CatalogueService } from './catalogue-service';
import { catalogueUsers } from './catalogue-lookups.provider';
import { changeService } from './change-service';
import { createService } from './create-service';
import { deleteService } from './delete-service';
import { ownersOfService } from './owned-product';
import { ServiceRow } from './service.entity';
import { serviceImport } from './service.import';
import { serviceProjection } from './service.projection';
import { isCalled, listedService, serviceDetails } from './service.query';

interface OfService {
  readonly serviceId: string;
}

/** A command about a service: within the services that are assigned to the caller. */
const ofService = {
  on: catalogueService,
  id: ({ serviceId }: OfService) => serviceId,
  scopeOf: ownersOfService,
  thing: ({ status, revision }: CatalogueService, { serviceId }: OfService) =>
    status === 'active' ? { id: serviceId, revision } : undefined,
};

export const serviceFeature: Feature = {
  wirings: [
    command(CreateService, {
      on: catalogueService,
      id: (_, { newId }) => newId('service'),
      facts: catalogueUsers,
      decide: createService,
    }),
    command(ChangeService, { ...ofService, facts: catalogueUsers, decide: changeService }),
    command(DeleteService, {
      ...ofService,
      decide: deleteService,
      answer: ({ serviceId: id }, { revision }) => ({ id, revision }),
    }),
    list(ListServices, {
      entity: ServiceRow,
      filters: { name: isCalled, category: equals('category'), ownerId: equals('ownerId') },
      show: listedService,
      get: { query: GetService, key: 'serviceId', noun: 'service', show: serviceDetails },
    }),
  ],
  projections: [serviceProjection],
  imports: [serviceImport],
};
