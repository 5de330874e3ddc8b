import { ImportProductStandard } from '#contracts/kpi/import-product-standard';
import { ListProductStandards } from '#contracts/kpi/list-product-standards';
import { SetProductStandard } from '#contracts/kpi/set-product-standard';
import { equals } from '#libs/read-models';
import { command, list, type Feature } from '#libs/runtime';
import { inOrganization } from '../in-organization';
import { hasKey } from '../has-key.query';
import { importedSetup } from '../upload/imported-setup';
import { setupFacts } from '../period/setup-facts.provider';
import { importProductStandard } from './import-product-standard';
import { ProductStandardRow } from './product-standard.entity';
import { productStandardImport } from './product-standard.import';
import { productStandardProjection } from './product-standard.projection';
import { productStandards, standardIn, standardValues } from './product-standards';
import { setProductStandard } from './set-product-standard';

export const productStandardFeature: Feature = {
  wirings: [
    command(SetProductStandard, {
      ...inOrganization(productStandards),
      thing: standardIn,
      facts: setupFacts,
      decide: setProductStandard,
    }),
    command(ImportProductStandard, {
      ...inOrganization(productStandards),
      facts: setupFacts,
      decide: importProductStandard,
      answer: importedSetup(({ data: { standardId: id, before, ...set } }) => ({
        id,
        before,
        after: standardValues(set),
      })),
    }),
    list(ListProductStandards, {
      entity: ProductStandardRow,
      filters: { product: hasKey('productKey'), lineId: equals('lineId') },
      show: ({ standardId: id, tenantId: _, productKey: __, ...row }) => ({ id, ...row }),
    }),
  ],
  projections: [productStandardProjection],
  imports: [productStandardImport],
};
