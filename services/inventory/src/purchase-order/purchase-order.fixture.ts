import { event } from '#contracts/declare/event';
import {
  PurchaseOrderCreated,
  PurchaseOrderSubmitted,
  type OrderedLine,
} from '#contracts/inventory/purchase-order-events';
import type { Item } from '../item/item';
import { facts as stockFacts, ITEM, SHELF } from '../stock-ledger/stock-ledger.fixture';
import type { PurchaseOrderEvent } from './purchase-order';
import type { ReceiptFacts } from './receive-purchase-order';

export const ORDER = '0197a3c4-0000-7000-8000-0000000000a1';
export const LINE = '0197a3c4-0000-7000-8000-0000000000a2';

/** A line in the stock unit. */
export const line = (more: Partial<OrderedLine> = {}): OrderedLine => ({
  lineId: LINE,
  itemId: ITEM,
  quantity: '100.000',
  unit: 'pcs',
  factor: '1',
  stockQuantity: '100.000',
  unitPrice: '1.00000000',
  totalPrice: null,
  suggested: null,
  note: null,
  ...more,
});

const created = (more: Partial<PurchaseOrderCreated>) =>
  event(PurchaseOrderCreated, {
    orderId: ORDER,
    number: 'PO-00001',
    supplier: { supplierId: null, name: 'Mill & Sons' },
    reference: null,
    notes: null,
    currency: 'EUR',
    baseCurrency: 'EUR',
    exchangeRate: null,
    expectedOn: null,
    overReceiptPercent: '0.000',
    lines: [line()],
    ...more,
  });

export const draft = (more: Partial<PurchaseOrderCreated> = {}): PurchaseOrderEvent[] => [created(more)];
export const submitted = (more: Partial<PurchaseOrderCreated> = {}): PurchaseOrderEvent[] => [
  created(more),
  event(PurchaseOrderSubmitted, { orderId: ORDER }),
];

/** An item with these further units, in an organisation that reckons in euros. */
export const receiptFacts = (units: Item['units'] = []): ReceiptFacts => ({
  items: new Map([[ITEM, stockFacts({ units }).item]]),
  baseCurrency: 'EUR',
});

export const receipt = (quantity: string, more: { unit?: string; exchangeRate?: string } = {}) => {
  const { exchangeRate, unit } = more;
  return {
    orderId: ORDER,
    lines: [{ lineId: LINE, quantity, locationId: SHELF, ...(unit !== undefined && { unit }) }],
    ...(exchangeRate !== undefined && { exchangeRate }),
  };
};
