import { event } from '#contracts/declare/event';
import {
  PurchaseOrderCanceled,
  PurchaseOrderClosed,
  PurchaseReceiptAmended,
  PurchaseReceiptPosted,
  PurchaseReceiptWithdrawn,
} from '#contracts/inventory/purchase-order-events';
import { given } from '#libs/testing/given-when-then';
import { cancelPurchaseOrder, closePurchaseOrder, submitPurchaseOrder } from './move-purchase-order';
import { ITEM, SHELF } from '../stock-ledger/stock-ledger.fixture';
import { purchaseOrder, type PurchaseOrderEvent } from './purchase-order';
import { draft, ORDER, receipt, receiptFacts, submitted } from './purchase-order.fixture';
import { receivePurchaseOrder } from './receive-purchase-order';

const received = (quantity: string): PurchaseOrderEvent[] => [
  ...submitted(),
  ...given(purchaseOrder, ...submitted())
    .when(receivePurchaseOrder, receipt(quantity), { facts: receiptFacts() })
    .events(),
];
const [partly, whole] = [received('60.000'), received('100.000')];
const canceled = [...submitted(), event(PurchaseOrderCanceled, { orderId: ORDER })];

const moving = (past: readonly PurchaseOrderEvent[], decide: typeof cancelPurchaseOrder) =>
  given(purchaseOrder, ...past).when(decide, { orderId: ORDER });

describe('an order is canceled', () => {
  it.each([
    ['as a draft', draft()],
    ['submitted, with nothing received', submitted()],
    ['when its only receipt was withdrawn', [...partly, ...withoutReceipt('withdrawn')]],
    ['when its only receipt was reversed in stock', [...partly, ...withoutReceipt('reversed')]],
  ])('%s', (_title, past) => {
    moving(past, cancelPurchaseOrder).then(event(PurchaseOrderCanceled, { orderId: ORDER }));
  });

  it.each([
    ['when a part was received', partly],
    ['when all was received', whole],
    ['twice', canceled],
  ])('not %s', (_title, past) => {
    moving(past, cancelPurchaseOrder).thenRefused('CONFLICT');
  });
});

describe('an order is closed', () => {
  it.each([
    ['short with nothing received', submitted(), 'closed_short'],
    ['short with a part received', partly, 'closed_short'],
    ['and stays received with all received', whole, 'received'],
  ] as const)('%s', (_title, past, status) => {
    moving(past, closePurchaseOrder).then(event(PurchaseOrderClosed, { orderId: ORDER, status }));
  });

  it.each([
    ['as a draft', draft()],
    ['canceled', canceled],
    ['twice', [...partly, event(PurchaseOrderClosed, { orderId: ORDER, status: 'closed_short' })]],
  ])('not %s', (_title, past) => {
    moving(past, closePurchaseOrder).thenRefused('CONFLICT');
  });
});

it('only a draft is submitted', () => {
  moving(draft(), submitPurchaseOrder).thenMatching({ type: 'PurchaseOrderSubmitted' });
  for (const past of [submitted(), partly, canceled]) moving(past, submitPurchaseOrder).thenRefused('CONFLICT');
});

it('none is moved that is not there', () => {
  for (const decide of [submitPurchaseOrder, closePurchaseOrder, cancelPurchaseOrder]) {
    moving([], decide).thenRefused('NOT_FOUND');
  }
});

/** The receipt of a part no longer counts. */
function withoutReceipt(how: 'withdrawn' | 'reversed'): PurchaseOrderEvent[] {
  const last = partly.at(-1);
  if (last?.type !== 'PurchaseReceiptRecorded') throw new TypeError('the order was received last');
  const { receiptId, lines } = last.data;
  const { postingId = '' } = lines[0] ?? {};
  const standing = { orderId: ORDER, receiptId, status: 'submitted', received: [] } as const;
  if (how === 'reversed') {
    const reversal = { postingId, transactionId: ORDER, now: null, value: '0.0000', exchangeRate: null };
    return [event(PurchaseReceiptAmended, { ...standing, ...reversal })];
  }
  const place = { itemId: ITEM, locationId: SHELF, lotNumber: null };
  const refused = { line: 1, ...place, posting: 'failed', transactionId: null, code: 'PERIOD_FROZEN' } as const;
  return [
    event(PurchaseReceiptPosted, { ...standing, outcomes: [refused] }),
    event(PurchaseReceiptWithdrawn, standing),
  ];
}
