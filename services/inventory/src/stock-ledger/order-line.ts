import { priceUnits } from '#contracts/values/amounts';
import { costByPrice, ONE } from '../value/own-cost';
import { fractionOf, moneyText, moneyUnits } from '../value/movement-value';
import { rounded } from '#contracts/values/fraction';

/** The line of an order that stock came in by, as far as a return needs it. */
export interface OrderLine {
  readonly orderId: string;
  readonly lineId: string;
  /** Per `unit` of the line, in the order's currency. */
  readonly unitPrice: string;
  /** Stock units in one unit of the line. */
  readonly factor: string;
  /** The organisation's currency for one of the order's; null: the same. */
  readonly exchangeRate: string | null;
}

/** The price of a stock quantity, in thousandths, by an order's line. */
export function orderValue({ unitPrice, factor, exchangeRate }: OrderLine, stockUnits: bigint): string {
  const { unitCost } = costByPrice({
    quantity: 1n,
    price: priceUnits(unitPrice),
    rate: exchangeRate === null ? ONE : fractionOf(exchangeRate),
    factor: fractionOf(factor),
  });
  return moneyText(rounded(unitCost.numerator * stockUnits, unitCost.denominator));
}

/** A price shared out by quantity: the parts, each rounded, add up to it. */
export function sharedOut(price: string, quantities: readonly bigint[]): readonly string[] {
  const total = quantities.reduce((sum, each) => sum + each, 0n);
  let [quantity, shared] = [0n, 0n];
  return quantities.map((each) => {
    quantity += each;
    const part = rounded(moneyUnits(price) * quantity, total) - shared;
    shared += part;
    return moneyText(part);
  });
}
