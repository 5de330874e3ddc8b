import { given } from '#libs/testing/given-when-then';
import { adjustStock } from './adjust-stock';
import { CELLAR, facts, ITEM, received, SHELF } from './stock-ledger.fixture';
import { stockLedger } from './stock-ledger';
import { transferStock } from './transfer-stock';

const past = received('10.000', '2026-01-01T00:00:00.000Z');

describe('adjusting stock', () => {
  const adjustment = { itemId: ITEM, locationId: SHELF, quantity: '-2.000', reason: 'damaged' } as const;
  const adjust = (more: object) =>
    given(stockLedger, past).when(adjustStock, { ...adjustment, ...more }, { facts: facts() });

  it('lowers or raises by a signed quantity, with the reason', () => {
    adjust({}).thenMatching({
      type: 'StockAdjusted',
      data: { reason: 'damaged', movements: [{ kind: 'adjust', stockQuantity: '-2.000' }] },
    });
    adjust({ quantity: '3.000', reason: 'found', unitCost: '1.0000' }).thenMatching({
      data: { movements: [{ stockQuantity: '3.000', unitCost: '1.0000' }] },
    });
  });

  it('refuses to lower below zero', () => {
    adjust({ quantity: '-11.000' }).thenRefused('INSUFFICIENT_STOCK', { shortage: '1.000' });
  });

  it('gives a found lot its shelf life, and a lost lot none', () => {
    const tracked = facts({ lotTracked: true, shelfLifeDays: 10, allowNegative: true });
    const organization = { timeZone: 'Europe/Berlin', revision: 1 };
    given(stockLedger)
      .when(
        adjustStock,
        { ...adjustment, quantity: '2.000', reason: 'found', lotNumber: 'L1' },
        { facts: { ...tracked, organization } },
      )
      .thenMatching({ data: { movements: [{ lot: { number: 'L1', expiresOn: '2026-02-10' } }] } });
    given(stockLedger)
      .when(adjustStock, { ...adjustment, lotNumber: 'L1' }, { facts: tracked })
      .thenMatching({ data: { movements: [{ lot: { number: 'L1', expiresOn: null } }] } });
  });
});

describe('transferring stock', () => {
  const transfer = { itemId: ITEM, fromLocationId: SHELF, toLocationId: CELLAR, quantity: '4.000' };
  const move = (more: object) =>
    given(stockLedger, past).when(transferStock, { ...transfer, ...more }, { facts: facts() });

  it('is one transaction with both legs', () => {
    move({}).thenMatching({
      type: 'StockTransferred',
      data: {
        movements: [
          { locationId: SHELF, stockQuantity: '-4.000', kind: 'transfer' },
          { locationId: CELLAR, stockQuantity: '4.000', kind: 'transfer' },
        ],
        seen: {
          locations: [
            { locationId: SHELF, revision: 4 },
            { locationId: CELLAR, revision: 7 },
          ],
        },
      },
    });
  });

  it('needs two locations', () => move({ toLocationId: SHELF }).thenRefused('SAME_LOCATION'));

  it('refuses to take more than there is', () => move({ quantity: '10.001' }).thenRefused('INSUFFICIENT_STOCK'));
});
