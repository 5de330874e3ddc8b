import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { partsAround, sumsByPart, WHOLE, type ParentOf, type PartSums, type StockPart } from './availability';

/** The stock of an item at a location, in a lot. */
export interface UsableLevel {
  readonly itemId: string;
  readonly locationId: string;
  readonly lotNumber: string | null;
  readonly onHand: string;
  /** Neither expired nor in quarantine. */
  readonly isUsable: boolean;
}

/** A quantity of an item that is reserved: of a location, of a lot, of both or of neither. */
export interface ReservedStock extends StockPart {
  readonly itemId: string;
  readonly reserved: string;
}

export interface AvailableStock {
  readonly available: string;
  readonly reserved: string;
}

/** The available stock of some items, by item and by level. */
interface AvailableStocks {
  /** On hand − expired − quarantined − reserved: below zero where reservations are not covered. */
  readonly ofItem: (itemId: string) => AvailableStock;
  /**
   * The most that a usage can take of this location and lot. The level, its location, its lot and the item each have to
   * cover the usage, after the reservations that bind them. `reserved`: of this location and lot alone.
   */
  readonly ofLevel: (level: UsableLevel) => AvailableStock;
}

/** `levels`: all of each item that has something reserved. They are summed once, however many are asked for. */
export function availableStocks(
  levels: readonly UsableLevel[],
  reserved: readonly ReservedStock[],
  parentOf: ParentOf,
): AvailableStocks {
  const sums = sumsByItem(levels, reserved, parentOf);
  return {
    ofItem: (itemId) => {
      const { usable, bound } = sums.get(itemId) ?? NOTHING;
      return { available: quantityText(usable(WHOLE) - bound(WHOLE)), reserved: quantityText(bound(WHOLE)) };
    },
    ofLevel: (level) => {
      const { usable, bound, boundAlone } = sums.get(level.itemId) ?? NOTHING;
      const alone = quantityText(boundAlone(level));
      if (!level.isUsable) return { available: '0.000', reserved: alone };
      const limits = partsAround(level, parentOf).flatMap((part) =>
        bound(part) > 0n ? [usable(part) - bound(part)] : [],
      );
      const least = limits.reduce((lowest, limit) => (limit < lowest ? limit : lowest), quantityUnits(level.onHand));
      return { available: quantityText(least), reserved: alone };
    },
  };
}

interface ItemSums {
  readonly usable: PartSums;
  readonly bound: PartSums;
  /** Bound of a location and lot, without what is bound of a part of it. */
  readonly boundAlone: PartSums;
}

const none: PartSums = () => 0n;
const NOTHING: ItemSums = { usable: none, bound: none, boundAlone: none };

function sumsByItem(
  levels: readonly UsableLevel[],
  reserved: readonly ReservedStock[],
  parentOf: ParentOf,
): Map<string, ItemSums> {
  const usable = byItem(levels.filter(({ isUsable }) => isUsable));
  const bound = byItem(reserved);
  const partsOf = (of: StockPart) => partsAround(of, parentOf);
  const sumsOf = (itemId: string): ItemSums => {
    const ofLevels = (usable.get(itemId) ?? []).map((level) => [level, quantityUnits(level.onHand)] as const);
    const ofBound = (bound.get(itemId) ?? []).map((of) => [of, quantityUnits(of.reserved)] as const);
    return {
      usable: sumsByPart(ofLevels, partsOf),
      bound: sumsByPart(ofBound, partsOf),
      boundAlone: sumsByPart(ofBound, (of) => [of]),
    };
  };
  const itemIds = new Set([...usable.keys(), ...bound.keys()]);
  return new Map([...itemIds].map((itemId) => [itemId, sumsOf(itemId)]));
}

function byItem<Of extends { readonly itemId: string }>(all: readonly Of[]): Map<string, Of[]> {
  const found = new Map<string, Of[]>();
  for (const of of all) {
    const others = found.get(of.itemId);
    if (others) others.push(of);
    else found.set(of.itemId, [of]);
  }
  return found;
}
