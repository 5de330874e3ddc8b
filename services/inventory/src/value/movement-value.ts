import type { StockMovement } from '#contracts/inventory/stock-events';
import { decimalUnits, MONEY_PLACES, priceUnits, quantityUnits, scaledText } from '#contracts/values/amounts';
import type { ValueEntry } from './apply';
import type { Fraction } from '#contracts/values/fraction';
import { ONE, costByPrice, costByTotal, type OwnCost } from './own-cost';
import type { Place } from './value-history';

export const moneyUnits = (text: string): bigint => decimalUnits(text, MONEY_PLACES);
export const moneyText = (units: bigint): string => scaledText(units, MONEY_PLACES);

/** A movement before its value is known. */
export type UnvaluedMovement = Omit<StockMovement, 'value' | 'settled'>;

/** A movement as the fold of values takes it. A reversing one is none: it takes another out. */
export function valueEntry(movement: UnvaluedMovement, exchangeRate: string | null): ValueEntry {
  const { movementId: id, kind, takesBack } = movement;
  const quantity = quantityUnits(movement.stockQuantity);
  if (kind === 'transfer') return { kind: 'move', id, quantity };
  if (takesBack !== null) return { kind: 'take_back', id, quantity, of: takesBack };
  if (quantity < 0n) return { kind: 'out', id, quantity: -quantity };
  return { kind: 'in', id, quantity, cost: ownCost(movement, quantity, exchangeRate) };
}

/** The place of a transaction's movement in the item's order. */
export function placeOf(
  { place }: Pick<StockMovement, 'place'>,
  at: number,
  recorded: { readonly revision: number; readonly ordinal: number },
): Place {
  const { revision, ordinal } = place ?? recorded;
  return { at, revision, ordinal };
}

/** A factor or rate as the exact ratio: `"1/3"`, `"0.453592292"`. */
export function fractionOf(text: string): Fraction {
  const [over, under] = text.split('/') as [string, string?];
  if (under !== undefined) return { numerator: BigInt(over), denominator: BigInt(under) };
  const [whole, decimals = ''] = over.split('.') as [string, string?];
  return { numerator: BigInt(whole + decimals), denominator: 10n ** BigInt(decimals.length) };
}

/**
 * A part allocated of an order line's value is the cost as it is, so that all parts add up to the line; the price says
 * what a unit cost.
 */
function ownCost(movement: UnvaluedMovement, stockUnits: bigint, exchangeRate: string | null): OwnCost | undefined {
  const cost = enteredCost(movement, stockUnits, exchangeRate);
  const { allocatedCost } = movement;
  return cost && allocatedCost !== null ? { ...cost, value: moneyUnits(allocatedCost) } : cost;
}

function enteredCost(movement: UnvaluedMovement, stockUnits: bigint, exchangeRate: string | null): OwnCost | undefined {
  const { quantity, unitCost, totalCost, factor } = movement;
  const rate = exchangeRate === null ? ONE : fractionOf(exchangeRate);
  if (totalCost !== null) return costByTotal(moneyUnits(totalCost), stockUnits, rate);
  if (unitCost === null) return undefined;
  const price = priceUnits(unitCost);
  return costByPrice({ quantity: quantityUnits(quantity), price, rate, factor: fractionOf(factor) });
}
