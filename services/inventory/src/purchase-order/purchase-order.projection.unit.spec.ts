import { event } from '#contracts/declare/event';
import { PurchaseOrderChanged, PurchaseReceiptWithdrawn } from '#contracts/inventory/purchase-order-events';
import { folding } from '#libs/testing/folding';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { changePurchaseOrder } from './change-purchase-order';
import { ITEM } from '../stock-ledger/stock-ledger.fixture';
import { purchaseOrder } from './purchase-order';
import { PurchaseOrderLineRow, PurchaseOrderRow } from './purchase-order.entity';
import { draft, LINE, line, ORDER, receiptFacts, submitted } from './purchase-order.fixture';
import { purchaseOrderProjection } from './purchase-order.projection';

const row = { tenantId: GIVEN.tenantId, orderId: ORDER, lineId: LINE, itemId: ITEM };

it('shows the lines of an order with what has come in of them', () => {
  const received = event(PurchaseReceiptWithdrawn, {
    orderId: ORDER,
    receiptId: GIVEN.newId('receipt'),
    status: 'partially_received',
    received: [{ lineId: LINE, received: '60.000' }],
  });
  const folded = folding(purchaseOrderProjection, ...submitted(), received);
  expect(folded.rowOf(PurchaseOrderLineRow)).toEqual({ ...row, ordered: '100.000', received: '60.000' });
  expect(folded.rowOf(PurchaseOrderRow)).toMatchObject({ status: 'partially_received', totalCost: '100.0000' });
});

it('shows the lines that a draft has after its change, and those that stayed as they were', () => {
  const facts = receiptFacts();
  const lines = [{ itemId: ITEM, quantity: '2.000', unitPrice: '1.50000000' }];
  const changed = given(purchaseOrder, ...draft()).when(changePurchaseOrder, { orderId: ORDER, lines }, { facts });
  const folded = folding(purchaseOrderProjection, ...draft(), ...changed.events());
  const lineId = GIVEN.newId('line-1');
  expect(folded.rowsOf(PurchaseOrderLineRow)).toEqual([{ ...row, lineId, ordered: '2.000', received: '0.000' }]);
  expect(folded.rowOf(PurchaseOrderRow)).toMatchObject({ totalCost: '3.0000' });

  const remarked = given(purchaseOrder, ...draft())
    .when(changePurchaseOrder, { orderId: ORDER, notes: 'By rail' }, { facts })
    .events();
  expect(remarked).toEqual([expect.objectContaining({ type: PurchaseOrderChanged.type })]);
  const { stockQuantity: ordered } = line();
  expect(folding(purchaseOrderProjection, ...draft(), ...remarked).rowsOf(PurchaseOrderLineRow)).toEqual([
    { ...row, ordered, received: '0.000' },
  ]);
});
