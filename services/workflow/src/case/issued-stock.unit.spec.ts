import { event } from '#contracts/declare/event';
import { StockReversed, StockTakenBack, StockUsed, type StockMovement } from '#contracts/inventory/stock-events';
import { folding } from '#libs/testing/folding';
import { GIVEN } from '#libs/testing/given-when-then';
import { BEN, PERSON } from './case.fixture';
import { leftByItem } from './issued-stock';
import { IssuedStockRow } from './issued-stock.entity';
import { issuedStockProjection } from './issued-stock.projection';

const [LAPTOP, OUT, BACK] = ['laptop', 'out', 'back'].map((each) => GIVEN.newId(each)) as [string, string, string];
const movement = (movementId: string, stockQuantity: string, more: Partial<StockMovement> = {}) =>
  ({ movementId, stockQuantity, takesBack: null, reverses: null, ...more }) as StockMovement;
const used = (employeeId: string | null) =>
  event(StockUsed, { itemId: LAPTOP, employeeId, movements: [movement(OUT, '-2.000')] } as unknown as StockUsed);
const returned = event(StockTakenBack, {
  itemId: LAPTOP,
  reference: null,
  movements: [movement(BACK, '1.000', { takesBack: OUT })],
} as unknown as StockTakenBack);
const reversed = event(StockReversed, {
  itemId: LAPTOP,
  movements: [movement(GIVEN.newId('r'), '2.000', { reverses: OUT })],
} as unknown as StockReversed);

const leftAfter = (...events: Parameters<typeof folding>[1][]) => {
  const rows = folding(issuedStockProjection, ...events).rowsOf(IssuedStockRow);
  return [
    ...leftByItem(
      rows.filter(({ employeeId }) => employeeId === PERSON),
      rows.filter(({ takesBack }) => takesBack !== null),
    ),
  ];
};

describe('the equipment of a person', () => {
  it('is what a usage issued to them, less what came back', () => {
    expect(leftAfter(used(PERSON))).toEqual([[LAPTOP, '2']]);
    expect(leftAfter(used(PERSON), returned)).toEqual([[LAPTOP, '1']]);
    expect(leftAfter(used(PERSON), returned, returned)).toEqual([[LAPTOP, '1']]);
    expect(leftAfter(used(PERSON), reversed)).toEqual([]);
    expect(leftAfter(used(null), used(BEN))).toEqual([]);
  });

  it('is counted in thousandths', () => {
    const of = (quantity: string) => ({ itemId: LAPTOP, quantity });
    expect([...leftByItem([of('1.250'), of('0.250')], [of('0.100')])]).toEqual([[LAPTOP, '1.4']]);
    expect([...leftByItem([of('1.000')], [of('1.000')])]).toEqual([]);
  });
});
