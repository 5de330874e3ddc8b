import { ListProductStandards } from '#contracts/kpi/list-product-standards';
import { SetProductStandard } from '#contracts/kpi/set-product-standard';
import { equals } from '#libs/read-models';
import { command, list, type Feature } from '#libs/runtime';
import { inOrganization } from '../in-organization';
import { linesOf } from '../line/line';
import { hasKey } from '../has-key.query';
import { ProductStandardRow } from './product-standard.entity';
import { productStandardProjection } from './product-standard.projection';
import { productStandards, standardIn } from './product-standards';
import { setProductStandard } from './set-product-standard';

export const productStandardFeature: Feature = {
  wirings: [
    command(SetProductStandard, {
      ...inOrganization(productStandards),
      thing: standardIn,
      facts: (_, { context, lookup }) => linesOf(context.tenantId, lookup),
      decide: setProductStandard,
    }),
    list(ListProductStandards, {
      entity: ProductStandardRow,
      filters: { product: hasKey('productKey'), lineId: equals('lineId') },
      show: ({ standardId: id, tenantId: _, productKey: __, ...row }) => ({ id, ...row }),
    }),
  ],
  projections: [productStandardProjection],
};
