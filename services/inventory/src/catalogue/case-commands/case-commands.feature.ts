import { GiveProduct } from '#contracts/inventory/give-product';
import { HandOverOwnership } from '#contracts/inventory/hand-over-ownership';
import { TakeProduct } from '#contracts/inventory/take-product';
import { command, type Feature } from '#libs/runtime';
import { grantFacts } from '../grant/grant-facts.provider';
import { catalogueUsers, serviceOfGrant, serviceOfProduct } from '../service/catalogue-lookups.provider';
import { catalogueService } from '../service/catalogue-service';
import { giveProduct, takeProduct } from './give-product';
import { handOverOwnership } from './hand-over-ownership';

/** The commands of workflow's cases. */
export const caseCommandsFeature: Feature = {
  wirings: [
    command(GiveProduct, {
      on: catalogueService,
      id: ({ productId }, given) => serviceOfProduct(productId, given),
      facts: async ({ productId, employeeId, departmentId }, given) => ({
        ...(await grantFacts({ productId, employeeId }, given)),
        // The case was planned by the department's defaults as they were then.
        defaults: departmentId === undefined ? [] : [productId],
      }),
      decide: giveProduct,
      answer: ({ productId: id }, { revision }) => ({ id, revision }),
    }),
    command(TakeProduct, {
      on: catalogueService,
      id: ({ grantId }, given) => serviceOfGrant(grantId, given),
      decide: takeProduct,
      answer: ({ grantId: id }, { revision }) => ({ id, revision }),
    }),
    command(HandOverOwnership, {
      on: catalogueService,
      id: ({ serviceId }) => serviceId,
      facts: catalogueUsers,
      decide: handOverOwnership,
      answer: ({ serviceId: id }, { revision }) => ({ id, revision }),
    }),
  ],
};
