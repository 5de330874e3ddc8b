import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { isWithin, partsAround, WHOLE, type ParentOf, type StockPart } from './availability';

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

/** On hand − expired − quarantined − reserved: below zero where reservations are not covered. */
export function availableOfItem(
  itemId: string,
  levels: readonly UsableLevel[],
  reserved: readonly ReservedStock[],
): AvailableStock {
  const sums = sumsOf(itemId, levels, reserved, WHOLE, () => null);
  return { available: quantityText(sums.usable - sums.reserved), reserved: quantityText(sums.reserved) };
}

/**
 * The most that a usage can take of this location and lot. The level, its location, its lot and the item each have to
 * cover the usage, after the reservations that bind them. `reserved`: of this location and lot alone.
 */
export function availableOfLevel(
  level: UsableLevel,
  levels: readonly UsableLevel[],
  reserved: readonly ReservedStock[],
  parentOf: ParentOf,
): AvailableStock {
  const { itemId, locationId, lotNumber } = level;
  const own = reserved.filter(
    (it) => it.itemId === itemId && it.locationId === locationId && it.lotNumber === lotNumber,
  );
  const bound = quantityText(own.reduce((sum, it) => sum + quantityUnits(it.reserved), 0n));
  if (!level.isUsable) return { available: '0.000', reserved: bound };
  const limits = partsAround(level, parentOf)
    .map((part) => sumsOf(itemId, levels, reserved, part, parentOf))
    .flatMap((sums) => (sums.reserved > 0n ? [sums.usable - sums.reserved] : []));
  const least = limits.reduce((lowest, limit) => (limit < lowest ? limit : lowest), quantityUnits(level.onHand));
  return { available: quantityText(least), reserved: bound };
}

function sumsOf(
  itemId: string,
  levels: readonly UsableLevel[],
  reserved: readonly ReservedStock[],
  part: StockPart,
  parentOf: ParentOf,
): { readonly usable: bigint; readonly reserved: bigint } {
  const isMeant = (of: StockPart & { readonly itemId: string }) => of.itemId === itemId && isWithin(of, part, parentOf);
  return {
    usable: levels.reduce((sum, it) => (it.isUsable && isMeant(it) ? sum + quantityUnits(it.onHand) : sum), 0n),
    reserved: reserved.reduce((sum, it) => (isMeant(it) ? sum + quantityUnits(it.reserved) : sum), 0n),
  };
}
