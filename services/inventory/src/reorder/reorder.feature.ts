import { ListReorderSuggestions } from '#contracts/inventory/list-reorder-suggestions';
import { OrderSuggestedItems } from '#contracts/inventory/order-suggested-items';
import { SimulateReorder } from '#contracts/inventory/simulate-reorder';
import { command, handler, query, type Feature } from '#libs/runtime';
import { purchaseOrder } from '../purchase-order/purchase-order';
import { purchaseOrderProjection } from '../purchase-order/purchase-order.projection';
import { orderSuggestedItems, suggestedOrderAnswer } from './order-suggested-items';
import { listReorderSuggestions } from './reorder-suggestions.query';
import { simulateReorder } from './simulate-reorder.handler';
import { SUGGESTING, suggestedOrderFacts } from './suggested-order-facts.provider';

export const reorderFeature: Feature = {
  wirings: [
    query(ListReorderSuggestions, listReorderSuggestions, {
      reads: SUGGESTING,
    }),
    command(OrderSuggestedItems, {
      on: purchaseOrder,
      id: (_, { newId }) => newId('order'),
      facts: suggestedOrderFacts,
      decide: orderSuggestedItems,
      answer: suggestedOrderAnswer,
    }),
    handler(SimulateReorder, simulateReorder, { reads: [purchaseOrderProjection] }),
  ],
};
