import { AmendPurchaseReceipt } from '#contracts/inventory/amend-purchase-receipt';
import { CancelPurchaseOrder } from '#contracts/inventory/cancel-purchase-order';
import { ChangePurchaseOrder } from '#contracts/inventory/change-purchase-order';
import { ClosePurchaseOrder } from '#contracts/inventory/close-purchase-order';
import { CreatePurchaseOrder } from '#contracts/inventory/create-purchase-order';
import { GetPurchaseOrder } from '#contracts/inventory/get-purchase-order';
import { ListPurchaseOrders } from '#contracts/inventory/list-purchase-orders';
import { purchaseOrdersTopic } from '#contracts/inventory/live-topics';
import { ReceivePurchaseOrder } from '#contracts/inventory/receive-purchase-order';
import { RecordPurchaseReturn } from '#contracts/inventory/record-purchase-return';
import { RetryPurchaseReceipt } from '#contracts/inventory/retry-purchase-receipt';
import { SubmitPurchaseOrder } from '#contracts/inventory/submit-purchase-order';
import { WithdrawPurchaseReceipt } from '#contracts/inventory/withdraw-purchase-receipt';
import { atMost, equals } from '#libs/read-models';
import { command, handler, list, query, type Feature } from '#libs/runtime';
import { changePurchaseOrder } from './change-purchase-order';
import { createPurchaseOrder } from './create-purchase-order';
import { getPurchaseOrder } from './get-purchase-order.query';
import { cancelPurchaseOrder, closePurchaseOrder, submitPurchaseOrder } from './move-purchase-order';
import { amendedFacts, changedOrderFacts, newOrderFacts } from './order-facts.provider';
import { hasItem } from './order-item.query';
import { orderReceiptsReactor } from './order-receipts.reactor';
import { purchaseOrder } from './purchase-order';
import { PurchaseOrderRow } from './purchase-order.entity';
import { purchaseOrderProjection } from './purchase-order.projection';
import { receiveOrder, settleReceipt } from './receipt-answer.handler';
import {
  amendPurchaseReceipt,
  recordPurchaseReturn,
  retryPurchaseReceipt,
  withdrawPurchaseReceipt,
} from './settle-purchase-receipt';

const ofOrder = { on: purchaseOrder, id: ({ orderId }: { readonly orderId: string }) => orderId };

export const purchaseOrderFeature: Feature = {
  wirings: [
    command(CreatePurchaseOrder, {
      on: purchaseOrder,
      id: (_, { newId }) => newId('order'),
      facts: newOrderFacts,
      decide: createPurchaseOrder,
      answer: (_, { id, revision, events: [created] }) => ({
        id,
        revision,
        number: created?.type === 'PurchaseOrderCreated' ? created.data.number : '',
      }),
    }),
    command(ChangePurchaseOrder, { ...ofOrder, facts: changedOrderFacts, decide: changePurchaseOrder }),
    command(SubmitPurchaseOrder, { ...ofOrder, decide: submitPurchaseOrder }),
    command(ClosePurchaseOrder, { ...ofOrder, decide: closePurchaseOrder }),
    command(CancelPurchaseOrder, { ...ofOrder, decide: cancelPurchaseOrder }),
    handler(ReceivePurchaseOrder, receiveOrder),
    handler(RetryPurchaseReceipt, settleReceipt(retryPurchaseReceipt)),
    handler(WithdrawPurchaseReceipt, settleReceipt(withdrawPurchaseReceipt)),
    command(AmendPurchaseReceipt, { ...ofOrder, facts: amendedFacts, decide: amendPurchaseReceipt }),
    command(RecordPurchaseReturn, { ...ofOrder, decide: recordPurchaseReturn }),
    query(GetPurchaseOrder, getPurchaseOrder, { reads: [] }),
    list(ListPurchaseOrders, {
      entity: PurchaseOrderRow,
      filters: {
        status: equals('status'),
        number: equals('number'),
        supplierId: equals('supplierId'),
        itemId: hasItem,
        expectedBy: atMost('expectedOn'),
      },
      show: ({ orderId, tenantId: _, revision: __, ...row }) => ({ id: orderId, ...row }),
    }),
  ],
  projections: [purchaseOrderProjection],
  reactors: [orderReceiptsReactor],
  topics: [purchaseOrdersTopic],
};
