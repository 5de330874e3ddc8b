import { AnnounceExpiries } from '#contracts/inventory/announce-expiries';
import { EnterPayment } from '#contracts/inventory/enter-payment';
import { GetPayment } from '#contracts/inventory/get-payment';
import { GetPaymentSummary } from '#contracts/inventory/get-payment-summary';
import { ImportPayment } from '#contracts/inventory/import-payment';
import { ListPayments } from '#contracts/inventory/list-payments';
import { SetPayment } from '#contracts/inventory/set-payment';
import { equals } from '#libs/read-models';
import { command, handler, list, scopedQuery, type Feature } from '#libs/runtime';
import { organizations } from '../../stock-ledger/organizations.entity';
import { grantProjection } from '../grant/grant.projection';
import { ProductRow } from '../product/product.entity';
import { serviceOfProduct } from '../service/catalogue-lookups.provider';
import { catalogueService } from '../service/catalogue-service';
import { ownersOfProduct, ownersOfService } from '../service/owned-product';
import { ServiceRow } from '../service/service.entity';
import { announceExpiriesOfOrganization } from './announce-expiries.handler';
import { announceExpiriesJob } from './announce-expiries.job';
import { enterPayment } from './enter-payment';
import { importPayment } from './import-payment';
import { paymentImport } from './payment.import';
import { productNamed } from '../product/import-product';
import { productImported } from '../product/product-imported';
import { getPaymentSummary } from './get-payment-summary.query';
import { shownPayment, withPaymentStatus } from './list-payments.query';
import { PaymentRow } from './payment.entity';
import { paymentEntered } from './payment-entered';
import { paymentFacts } from './payment-facts.provider';
import { paymentProjection } from './payment.projection';
import { setPayment } from './set-payment';

export const paymentFeature: Feature = {
  wirings: [
    command(EnterPayment, {
      on: catalogueService,
      id: ({ serviceId = '', productId }, given) =>
        productId === undefined ? serviceId : serviceOfProduct(productId, given, '/productId'),
      scopeOf: (state, { productId }) =>
        productId === undefined ? ownersOfService(state) : ownersOfProduct(state, productId),
      facts: paymentFacts,
      decide: enterPayment,
      answer: paymentEntered,
    }),
    command(SetPayment, {
      on: catalogueService,
      id: ({ productId }, given) => serviceOfProduct(productId, given),
      scopeOf: (state, { productId }) => ownersOfProduct(state, productId),
      facts: paymentFacts,
      decide: setPayment,
      answer: ({ productId: id }, { revision }) => ({ id, revision }),
    }),
    command(ImportPayment, {
      on: catalogueService,
      id: ({ serviceId }) => serviceId,
      thing: (state, { product }) => {
        const known = productNamed(state, product);
        return known && { id: known.productId, revision: known.revision };
      },
      facts: paymentFacts,
      decide: importPayment,
      answer: productImported,
    }),
    list(ListPayments, {
      entity: PaymentRow,
      joins: {
        product: { entity: ProductRow, on: { productId: 'productId' } },
        service: { entity: ServiceRow, on: { serviceId: 'serviceId' } },
        organization: { entity: organizations.table, on: { tenantId: 'id' } },
      },
      filters: {
        serviceId: equals('serviceId'),
        payerId: equals('payerId'),
        complete: equals('complete'),
        status: withPaymentStatus,
      },
      sort: { productName: 'product.name', serviceName: 'service.name' },
      show: shownPayment,
      get: { query: GetPayment, key: 'productId', noun: 'payment' },
    }),
    scopedQuery(GetPaymentSummary, getPaymentSummary, { reads: [paymentProjection, organizations.projection] }),
    handler(AnnounceExpiries, announceExpiriesOfOrganization, { reads: [paymentProjection, grantProjection] }),
  ],
  projections: [paymentProjection],
  imports: [paymentImport],
  schedules: [announceExpiriesJob],
};
