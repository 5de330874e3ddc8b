import fc from 'fast-check';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { isWithin, parentsIn, partsAround, WHOLE, type StockPart } from './availability';
import { availableStocks, type ReservedStock, type UsableLevel } from './available-stock';

/** The aisle lies in the warehouse, the bin in the aisle. */
const parentOf = parentsIn(
  new Map([
    ['warehouse', { parentId: null }],
    ['aisle', { parentId: 'warehouse' }],
    ['bin', { parentId: 'aisle' }],
  ]),
);
const itemIds = ['flour', 'sugar'] as const;
const places = ['warehouse', 'aisle', 'bin'] as const;

const drawnLevels = fc.uniqueArray(
  fc.record({
    itemId: fc.constantFrom(...itemIds),
    locationId: fc.constantFrom(...places),
    lotNumber: fc.constantFrom('A', 'B', null),
    onHand: fc.bigInt(-5n, 9n).map(quantityText),
    isUsable: fc.boolean(),
  }),
  { selector: ({ itemId, locationId, lotNumber }) => `${itemId} ${locationId} ${lotNumber}` },
);
const drawnReserved = fc.array(
  fc.record({
    itemId: fc.constantFrom(...itemIds),
    locationId: fc.constantFrom(...places, null),
    lotNumber: fc.constantFrom('A', 'B', null),
    reserved: fc.bigInt(0n, 9n).map(quantityText),
  }),
  { maxLength: 6 },
);

/** From the definition: each part summed anew. */
function naive(levels: readonly UsableLevel[], reserved: readonly ReservedStock[], itemId: string) {
  const meant = <Of extends StockPart & { readonly itemId: string }>(all: readonly Of[], part: StockPart) =>
    all.filter((of) => of.itemId === itemId && isWithin(of, part, parentOf));
  const usable = (part: StockPart) =>
    meant(levels, part).reduce((sum, { isUsable, onHand }) => sum + (isUsable ? quantityUnits(onHand) : 0n), 0n);
  const bound = (part: StockPart) => meant(reserved, part).reduce((sum, it) => sum + quantityUnits(it.reserved), 0n);
  return { usable, bound };
}

const least = (limits: readonly bigint[]) => limits.reduce((lowest, limit) => (limit < lowest ? limit : lowest));

describe('available stock', () => {
  it('of an item is what is usable less what is reserved of it, anywhere', () => {
    fc.assert(
      fc.property(drawnLevels, drawnReserved, (levels, reserved) => {
        const stocks = availableStocks(levels, reserved, parentOf);
        for (const itemId of itemIds) {
          const { usable, bound } = naive(levels, reserved, itemId);
          const available = quantityText(usable(WHOLE) - bound(WHOLE));
          expect(stocks.ofItem(itemId)).toEqual({ available, reserved: quantityText(bound(WHOLE)) });
        }
      }),
    );
  });

  it('of a level is covered by each part that something is reserved of', () => {
    fc.assert(
      fc.property(drawnLevels, drawnReserved, (levels, reserved) => {
        const stocks = availableStocks(levels, reserved, parentOf);
        for (const level of levels) {
          const { usable, bound } = naive(levels, reserved, level.itemId);
          const limits = partsAround(level, parentOf)
            .filter((part) => bound(part) > 0n)
            .map((part) => usable(part) - bound(part));
          const available = level.isUsable ? least([quantityUnits(level.onHand), ...limits]) : 0n;
          const alone = reserved.filter(
            ({ itemId, locationId, lotNumber }) =>
              itemId === level.itemId && locationId === level.locationId && lotNumber === level.lotNumber,
          );
          expect(stocks.ofLevel(level)).toEqual({
            available: quantityText(available),
            reserved: quantityText(alone.reduce((sum, it) => sum + quantityUnits(it.reserved), 0n)),
          });
        }
      }),
    );
  });

  it('is summed once, however many levels are asked for', () => {
    let looks = 0;
    const levels = Array.from({ length: 100 }, (_, index) => ({
      itemId: 'flour',
      locationId: 'bin',
      lotNumber: `L-${index}`,
      onHand: '1.000',
      get isUsable() {
        looks++;
        return true;
      },
    }));
    const reserved = levels.map(({ itemId, lotNumber }) => ({
      itemId,
      locationId: null,
      lotNumber,
      reserved: '0.500',
    }));
    const stocks = availableStocks(levels, reserved, parentOf);
    expect(levels.map((level) => stocks.ofLevel(level).available)).toEqual(levels.map(() => '0.500'));
    expect(looks).toBeLessThanOrEqual(2 * levels.length);
  });
});
