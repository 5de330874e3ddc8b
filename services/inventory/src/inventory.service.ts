import { activeOrganizations, type ServiceDefinition } from '#libs/runtime';
import { countFeature } from './count/count.feature';
import { documentFeature } from './document/document.feature';
import { importFeature } from './import/import.feature';
import { itemFeature } from './item/item.feature';
import { locationFeature } from './location/location.feature';
import { postingFeature } from './posting/posting.feature';
import { purchaseOrderFeature } from './purchase-order/purchase-order.feature';
import { stockFreezeFeature } from './stock-freeze/stock-freeze.feature';
import { lotFeature } from './stock-ledger/lot.feature';
import { organizations } from './stock-ledger/organizations.entity';
import { reservationFeature } from './stock-ledger/reservation.feature';
import { stockLedgerFeature } from './stock-ledger/stock-ledger.feature';
import { supplierFeature } from './supplier/supplier.feature';

/** Locations, items and their stock. */
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
    documentFeature,
    purchaseOrderFeature,
    countFeature,
    postingFeature,
    importFeature,
  ],
  scheduledOrganizations: activeOrganizations(organizations),
};
