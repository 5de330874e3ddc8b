import type { SupplierTerms } from '#contracts/inventory/supplier-terms';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { purchaseOrder } from '../purchase-order/purchase-order';
import { facts as stockFacts, ITEM } from '../stock-ledger/stock-ledger.fixture';
import {
  orderSuggestedItems,
  suggestedOrderAnswer,
  wholeUnits,
  type SuggestedOrderFacts,
} from './order-suggested-items';

const OTHER = GIVEN.newId('other');
const supplierId = GIVEN.newId('supplier');
const { item } = stockFacts({ units: [{ unit: 'box', factor: '10', rounding: 'exact' }] });

const offer = (more: Partial<SupplierTerms> = {}): SupplierTerms => ({
  itemId: ITEM,
  supplierItemNumber: null,
  unit: 'box',
  unitPrice: '25.00000000',
  currency: null,
  ...more,
});

const ordering = (suggested: string | null | undefined, more: Partial<SupplierTerms> | null = {}, itemIds = [ITEM]) => {
  const facts: SuggestedOrderFacts = {
    items: new Map([ITEM, OTHER].map((id) => [id, item])),
    baseCurrency: 'EUR',
    number: 'PO-00001',
    supplier: { supplierId, name: 'Mill & Sons' },
    terms: new Map(more && [[ITEM, offer(more)]]),
    suggestions: new Map(suggested === undefined ? [] : [[ITEM, suggested]]),
  };
  const command = { supplier: supplierId, itemIds };
  const decided = given(purchaseOrder).when(orderSuggestedItems, command, { facts });
  const answer = () =>
    suggestedOrderAnswer(command, { id: GIVEN.newId('order'), revision: 0, events: decided.events() });
  const messages = () => {
    try {
      decided.events();
    } catch (error) {
      return (error as { fields: { pointer: string; message: string }[] }).fields.map(
        ({ pointer, message }) => `${pointer} ${message}`,
      );
    }
    return [];
  };
  return { ...decided, answer, messages };
};

describe('S18: a draft of what is suggested', () => {
  it('is in the unit of the supplier', () => {
    const draft = ordering('60.000');
    draft.thenMatching({
      type: 'PurchaseOrderCreated',
      data: {
        supplier: { supplierId },
        currency: 'EUR',
        lines: [{ quantity: '6.000', unit: 'box', suggested: '60.000' }],
      },
    });
    expect(draft.answer()).toMatchObject({
      number: 'PO-00001',
      lines: [
        { itemId: ITEM, suggested: '60.000', quantity: '6.000', unit: 'box', stockQuantity: '60.000', raised: false },
      ],
    });
  });

  it('is raised to a whole unit, and says so', () => {
    expect(ordering('42.000').answer().lines).toMatchObject([
      { suggested: '42.000', quantity: '5.000', unit: 'box', stockQuantity: '50.000', raised: true },
    ]);
  });

  it('is in the stock unit where the supplier has no other', () => {
    expect(ordering('12.500', { unit: null }).answer().lines).toMatchObject([
      { suggested: '12.500', quantity: '13.000', unit: 'pcs', raised: true },
    ]);
  });

  it('is in the currency of the supplier, with each item once', () => {
    ordering('60.000', { currency: 'USD' }, [ITEM, ITEM]).thenMatching({
      data: { currency: 'USD', exchangeRate: null, lines: [{ unitPrice: '25.00000000' }] },
    });
  });
});

describe('no draft is made of an item', () => {
  it.each<[string, string | null | undefined, Partial<SupplierTerms> | null, string]>([
    ['that the supplier does not offer', '60.000', null, 'is not offered by this supplier'],
    ['without a price', '60.000', { unitPrice: null }, 'has no price with this supplier'],
    ['that is not to be ordered', undefined, {}, 'is not to be ordered now'],
    ['of which nothing follows', null, {}, 'has neither a maximum nor a reorder quantity to order by'],
    ['at its maximum', '0.000', {}, 'is at its maximum'],
    ['whose unit is gone', '60.000', { unit: 'crate' }, 'has no unit crate any more, in which this supplier offers it'],
  ])('%s', (_title, suggested, terms, message) => {
    const refused = ordering(suggested, terms);
    refused.thenRefused('VALIDATION_FAILED');
    expect(refused.messages()).toEqual([`/itemIds/0 ${message}`]);
  });

  it('that is offered in another currency, and each such item is named', () => {
    const facts: SuggestedOrderFacts = {
      items: new Map([ITEM, OTHER].map((id) => [id, item])),
      baseCurrency: 'EUR',
      number: 'PO-00001',
      supplier: { supplierId, name: 'Mill & Sons' },
      terms: new Map([
        [ITEM, offer()],
        [OTHER, offer({ itemId: OTHER, currency: 'USD' })],
      ]),
      suggestions: new Map([ITEM, OTHER].map((id) => [id, '60.000'])),
    };
    given(purchaseOrder)
      .when(orderSuggestedItems, { supplier: supplierId, itemIds: [ITEM, OTHER] }, { facts })
      .thenRefused('VALIDATION_FAILED');
    expect(ordering(undefined, null, [ITEM, OTHER]).messages()).toHaveLength(2);
  });
});

describe('the whole units that hold a stock quantity', () => {
  const units = (factor: string, rounding: 'exact' | 'nearest' = 'exact') => ({
    unit: 'box',
    units: [{ unit: 'piece', factor, rounding }],
  });
  it.each([
    ['of ninths that come out', units('1/9'), 5_000n, 45n],
    ['of ninths that would not come out', units('1/9'), 5_500n, 54n],
    ['of a unit that is rounded in stock', units('0.453592292', 'nearest'), 10_000n, 23n],
    ['of a unit with a fraction of the stock unit', units('2.5'), 10_001n, 5n],
  ])('%s', (_title, measured, stockUnits, whole) => {
    expect(wholeUnits(measured, 'piece', stockUnits)).toBe(whole);
  });
});
