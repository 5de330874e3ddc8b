import { ApplyHolderLeave } from '#contracts/inventory/apply-holder-leave';
import { ApplyHolderLeaves } from '#contracts/inventory/apply-holder-leaves';
import { GetGrant } from '#contracts/inventory/get-grant';
import { GrantProduct } from '#contracts/inventory/grant-product';
import { ListGrants } from '#contracts/inventory/list-grants';
import { RevokeGrant } from '#contracts/inventory/revoke-grant';
import { equals } from '#libs/read-models';
import { command, handler, list, type Feature } from '#libs/runtime';
import { ProductRow } from '../product/product.entity';
import { serviceOfGrant, serviceOfProduct } from '../service/catalogue-lookups.provider';
import { catalogueService } from '../service/catalogue-service';
import { ownersOfProduct } from '../service/owned-product';
import { ServiceRow } from '../service/service.entity';
import { applyLeavesToGrants, applyLeaveToGrants } from './apply-holder-leave.handler';
import { grantFacts } from './grant-facts.provider';
import { grantGiven } from './grant-given';
import { grantProduct } from './grant-product';
import { GrantRow } from './grant.entity';
import { grantProjection } from './grant.projection';
import { holderLeaveReactor } from './holder-leave.reactor';
import { shownGrant, withGrantStatus } from './list-grants.query';
import { revokeGrant } from './revoke-grant';

export const grantFeature: Feature = {
  wirings: [
    command(GrantProduct, {
      on: catalogueService,
      id: ({ productId }, given) => serviceOfProduct(productId, given, '/productId'),
      scopeOf: (state, { productId }) => ownersOfProduct(state, productId),
      facts: grantFacts,
      decide: grantProduct,
      answer: grantGiven,
    }),
    command(RevokeGrant, {
      on: catalogueService,
      id: ({ grantId }, given) => serviceOfGrant(grantId, given),
      scopeOf: (state, { grantId }) => {
        const grant = state.grants.get(grantId);
        // Of a grant that has ended the product is not known any more: those of the service are told so.
        return grant ? ownersOfProduct(state, grant.productId) : { owners: [state.serviceId] };
      },
      decide: revokeGrant,
      answer: ({ grantId: id }, { revision }) => ({ id, revision }),
    }),
    handler(ApplyHolderLeave, applyLeaveToGrants, { reads: [grantProjection] }),
    handler(ApplyHolderLeaves, applyLeavesToGrants, { reads: [grantProjection] }),
    list(ListGrants, {
      entity: GrantRow,
      joins: {
        product: { entity: ProductRow, on: { productId: 'productId' } },
        service: { entity: ServiceRow, on: { serviceId: 'serviceId' } },
      },
      filters: {
        serviceId: equals('serviceId'),
        productId: equals('productId'),
        employeeId: equals('employeeId'),
        userId: equals('userId'),
        status: withGrantStatus,
      },
      times: { effective: 'startsAt' },
      until: ['endsAt', 'leavesAt', 'revokedAt'],
      show: shownGrant,
      get: { query: GetGrant, key: 'grantId', noun: 'grant' },
    }),
  ],
  projections: [grantProjection],
  reactors: [holderLeaveReactor],
};
