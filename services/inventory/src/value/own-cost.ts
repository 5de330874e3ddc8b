import type { Fraction } from '#contracts/values/fraction';
import { rounded } from '#contracts/values/fraction';

/** The cost that a movement brings itself, as a receipt does. Money in its last place, quantities likewise. */
export interface OwnCost {
  /** Of the whole movement, rounded once. */
  readonly value: bigint;
  /** Of one stock unit's last place, exact: what a later increase without a cost is costed at. */
  readonly unitCost: Fraction;
}

/** Money has 4 places, prices have 8. */
const PRICE_TO_MONEY = 10n ** 4n;

export interface Priced {
  /** As entered, in thousandths of `unit`; positive. */
  readonly quantity: bigint;
  /** Of one `unit`, in the last of 8 places. */
  readonly price: bigint;
  /** The organisation's currency for one of the price's. */
  readonly rate: Fraction;
  /** Stock units in one `unit`. */
  readonly factor: Fraction;
}

/** A cost by price: round(quantity as entered · price · rate), and the exact price of a stock unit. */
export function costByPrice({ quantity, price, rate, factor }: Priced): OwnCost {
  const numerator = price * rate.numerator;
  // Thousandths of a quantity on both sides, so that only the price's places are to be taken off.
  const denominator = PRICE_TO_MONEY * rate.denominator * 1000n;
  return {
    value: rounded(quantity * numerator, denominator),
    unitCost: { numerator: numerator * factor.denominator, denominator: denominator * factor.numerator },
  };
}

/** A cost by total, in money's last place, for `quantity` thousandths of the stock unit. */
export function costByTotal(total: bigint, quantity: bigint, rate: Fraction = ONE): OwnCost {
  return {
    value: rounded(total * rate.numerator, rate.denominator),
    unitCost: { numerator: total * rate.numerator, denominator: quantity * rate.denominator },
  };
}

export const ONE: Fraction = { numerator: 1n, denominator: 1n };
