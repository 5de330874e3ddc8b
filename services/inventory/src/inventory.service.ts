import { activeOrganizations, type ServiceDefinition } from '#libs/runtime';
import { catalogueFeatures } from './catalogue/catalogue.features';
import { countFeature } from './count/count.feature';
import { documentFeature } from './document/document.feature';
import { importFeature } from './import/import.feature';
import { itemFeature } from './item/item.feature';
import { locationFeature } from './location/location.feature';
import { lotFeature } from './lot/lot.feature';
import { postingFeature } from './posting/posting.feature';
import { purchaseOrderFeature } from './purchase-order/purchase-order.feature';
import { reorderFeature } from './reorder/reorder.feature';
import { reservationFeature } from './reservation/reservation.feature';
import { stockAlertFeature } from './stock-alert/stock-alert.feature';
import { stockExceptionFeature } from './stock-exception/stock-exception.feature';
import { stockFreezeFeature } from './stock-freeze/stock-freeze.feature';
import { organizations } from './stock-ledger/organizations.entity';
import { stockLedgerFeature } from './stock-ledger/stock-ledger.feature';
import { supplierFeature } from './supplier/supplier.feature';

/** Locations, items and their stock; services, their payments and grants. */
export const inventory: ServiceDefinition = {
  name: 'inventory',
  features: [
    locationFeature,
    itemFeature,
    supplierFeature,
    stockLedgerFeature,
    lotFeature,
    reservationFeature,
    stockFreezeFeature,
    reorderFeature,
    documentFeature,
    purchaseOrderFeature,
    countFeature,
    postingFeature,
    stockExceptionFeature,
    stockAlertFeature,
    importFeature,
    ...catalogueFeatures,
  ],
  scheduledOrganizations: activeOrganizations(organizations),
};
