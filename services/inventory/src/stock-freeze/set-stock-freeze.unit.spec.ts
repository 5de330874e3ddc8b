import { event } from '#contracts/declare/event';
import { StockFreezeSet } from '#contracts/inventory/stock-freeze-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { setStockFreeze } from './set-stock-freeze';
import { stockFreeze } from './stock-freeze';

const set = (through: string | null, reason: string) =>
  event(StockFreezeSet, { organizationId: GIVEN.tenantId, through, reason });

describe('freezing a period', () => {
  it('records its last day with the reason', () => {
    given(stockFreeze)
      .when(setStockFreeze, { through: '2026-03-31', reason: 'Quarter closed' })
      .then(set('2026-03-31', 'Quarter closed'));
  });

  it('can be taken back', () => {
    given(stockFreeze, set('2026-03-31', 'Quarter closed'))
      .when(setStockFreeze, { through: null, reason: 'An invoice was missing' })
      .then(set(null, 'An invoice was missing'));
  });

  it('changes nothing when it is set to what it is', () => {
    given(stockFreeze, set('2026-03-31', 'Quarter closed'))
      .when(setStockFreeze, { through: '2026-03-31', reason: 'Quarter closed' })
      .thenNothing();
  });
});
