import { event } from '#contracts/declare/event';
import { PurchaseOrderClosed } from '#contracts/inventory/purchase-order-events';
import type { ChangePurchaseOrder } from '#contracts/inventory/change-purchase-order';
import { given } from '#libs/testing/given-when-then';
import { ITEM } from '../stock-ledger/stock-ledger.fixture';
import { changePurchaseOrder } from './change-purchase-order';
import { purchaseOrder, type PurchaseOrderEvent } from './purchase-order';
import { draft, ORDER, receiptFacts, submitted } from './purchase-order.fixture';

const changing = (
  past: readonly PurchaseOrderEvent[],
  said: Omit<ChangePurchaseOrder, 'orderId'>,
  baseCurrency = 'EUR',
) =>
  given(purchaseOrder, ...past).when(
    changePurchaseOrder,
    { orderId: ORDER, ...said },
    { facts: { ...receiptFacts([{ unit: 'case', factor: '12', rounding: 'exact' }]), baseCurrency } },
  );

describe('a draft', () => {
  it('has its lines measured anew', () => {
    const lines = [{ itemId: ITEM, quantity: '2.000', unit: 'case', unitPrice: '24.00000000' }];
    changing(draft(), { lines }).thenMatching({ data: { lines: [{ stockQuantity: '24.000', unit: 'case' }] } });
  });

  it('stays as it is where nothing differs', () => {
    changing(draft(), { notes: null, currency: 'EUR' }).thenNothing();
  });

  it('takes a rate for another currency only', () => {
    changing(draft(), { exchangeRate: '2.00000000' }).thenRefused('VALIDATION_FAILED');
    changing(draft(), { exchangeRate: '2.00000000', currency: 'USD' }).thenMatching({
      data: { currency: 'USD', exchangeRate: '2.00000000' },
    });
  });

  it('is judged by the currency that the organisation has now, into which no former rate leads', () => {
    changing(draft(), { exchangeRate: '0.93000000' }, 'CHF').thenMatching({
      data: { currency: 'EUR', baseCurrency: 'CHF', exchangeRate: '0.93000000' },
    });
    const inDollars = draft({ currency: 'USD', exchangeRate: '0.90000000' });
    changing(inDollars, { notes: 'By rail' }, 'CHF').thenMatching({
      data: { baseCurrency: 'CHF', exchangeRate: null, notes: 'By rail' },
    });
  });
});

describe('a submitted order', () => {
  it('has its remarks changed', () => {
    const remarks = { reference: 'A 12', notes: 'Ring twice', expectedOn: '2026-03-01' };
    changing(submitted(), remarks).thenMatching({ data: remarks });
  });

  it.each<[string, Omit<ChangePurchaseOrder, 'orderId'>]>([
    ['supplier', { supplier: 'Other' }],
    ['currency', { currency: 'USD' }],
    ['exchange rate', { exchangeRate: '2.00000000' }],
    ['tolerance', { overReceiptPercent: '5.000' }],
    ['lines', { lines: [{ itemId: ITEM, quantity: '1.000', unitPrice: '1.00000000' }] }],
  ])('keeps its %s', (_title, said) => {
    changing(submitted(), { ...said, notes: 'with a remark' }).thenRefused('CONFLICT');
  });
});

it('refuses to change an order that is closed, or not there', () => {
  const closed = event(PurchaseOrderClosed, { orderId: ORDER, status: 'closed_short' });
  changing([...submitted(), closed], { notes: 'late' }).thenRefused('CONFLICT');
  changing([], { notes: 'nowhere' }).thenRefused('NOT_FOUND');
});
