import type { Feature } from '#libs/runtime';
import { caseCommandsFeature } from './case-commands/case-commands.feature';
import { departmentGrantsFeature } from './defaults/department-grants.feature';
import { grantFeature } from './grant/grant.feature';
import { paymentFeature } from './payment/payment.feature';
import { productFeature } from './product/product.feature';
import { serviceFeature } from './service/service.feature';

/** Services that the organisation buys, with their products, payments and grants. */
export const catalogueFeatures: readonly Feature[] = [
  serviceFeature,
  productFeature,
  paymentFeature,
  grantFeature,
  departmentGrantsFeature,
  caseCommandsFeature,
];
