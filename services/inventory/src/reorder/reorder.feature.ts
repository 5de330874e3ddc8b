import { ListReorderSuggestions } from '#contracts/inventory/list-reorder-suggestions';
import { SimulateReorder } from '#contracts/inventory/simulate-reorder';
import { handler, query, type Feature } from '#libs/runtime';
import { itemProjection } from '../item/item.projection';
import { purchaseOrderProjection } from '../purchase-order/purchase-order.projection';
import { lotProjection } from '../stock-ledger/lot.projection';
import { organizations } from '../stock-ledger/organizations.entity';
import { reservationProjection } from '../stock-ledger/reservation.projection';
import { stockLevelProjection } from '../stock-ledger/stock-level.projection';
import { listReorderSuggestions } from './reorder-suggestions.query';
import { simulateReorder } from './simulate-reorder.handler';

export const reorderFeature: Feature = {
  wirings: [
    query(ListReorderSuggestions, listReorderSuggestions, {
      reads: [
        itemProjection,
        stockLevelProjection,
        lotProjection,
        reservationProjection,
        purchaseOrderProjection,
        organizations.projection,
      ],
    }),
    handler(SimulateReorder, simulateReorder, { reads: [purchaseOrderProjection] }),
  ],
};
