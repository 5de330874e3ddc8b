import type { ServiceDefinition } from '#libs/runtime';
import { importFeature } from './import/import.feature';
import { itemFeature } from './item/item.feature';
import { locationFeature } from './location/location.feature';
import { reorderFeature } from './reorder/reorder.feature';
import { stockLedgerFeature } from './stock-ledger/stock-ledger.feature';

/** Locations, items and their stock. */
export const inventory: ServiceDefinition = {
  name: 'inventory',
  features: [locationFeature, itemFeature, stockLedgerFeature, importFeature, reorderFeature],
};
