import type { OrderedLine, ReceivedQuantity } from '#contracts/inventory/purchase-order-events';
import { decimalUnits, quantityUnits } from '#contracts/values/amounts';
import { rounded, type Fraction } from '#contracts/values/fraction';
import { fractionOf, moneyText, moneyUnits } from '../value/movement-value';

const PRICE_PLACES = 8;
/** Money has 4 places; quantity · price has 3 + 8. */
const PRICED_TO_MONEY = 10n ** 7n;

type Priced = Pick<OrderedLine, 'quantity' | 'unitPrice' | 'totalPrice'>;
type Ordered = Pick<OrderedLine, 'quantity' | 'unit' | 'factor'>;
type Entered = Pick<ReceivedQuantity, 'quantity' | 'unit' | 'factor'>;

/** The quantity of a line that one receipt brought in, with the receipt's exchange rate. */
export interface Share {
  /** In thousandths of the line's unit, exact. */
  readonly amount: Fraction;
  /** The organisation's currency for one of the order's. */
  readonly rate: Fraction;
}

/** A line's value in the order's currency, in money's last place; exact. */
function exactValue({ quantity, unitPrice, totalPrice }: Priced): Fraction {
  if (totalPrice !== null) return { numerator: moneyUnits(totalPrice), denominator: 1n };
  const price = decimalUnits(unitPrice ?? '0', PRICE_PLACES);
  return { numerator: quantityUnits(quantity) * price, denominator: PRICED_TO_MONEY };
}

/** A line's value in the order's currency, as shown. */
export function lineValue(line: Priced): string {
  const { numerator, denominator } = exactValue(line);
  return moneyText(rounded(numerator, denominator));
}

/** The cost of all lines, in the order's currency. */
export function orderCost(lines: readonly Priced[]): string {
  return moneyText(lines.reduce((sum, line) => sum + moneyUnits(lineValue(line)), 0n));
}

/**
 * A quantity in the unit of its order line, which is the unit that the two are compared in: a unit that is rounded in
 * stock, or whose factor has changed, still counts as ordered.
 */
export function amountInLine({ quantity, unit, factor }: Entered, line: Ordered): Fraction {
  const numerator = quantityUnits(quantity);
  if (unit === line.unit) return { numerator, denominator: 1n };
  const [its, ordered] = [fractionOf(factor), fractionOf(line.factor)];
  return reduced(numerator * its.numerator * ordered.denominator, its.denominator * ordered.numerator);
}

export function sum(fractions: readonly Fraction[]): Fraction {
  return fractions.reduce(
    (one, other) =>
      reduced(
        one.numerator * other.denominator + other.numerator * one.denominator,
        one.denominator * other.denominator,
      ),
    { numerator: 0n, denominator: 1n },
  );
}

/** Whether `amount` is at least `percent` hundredths of the ordered quantity; `percent` in thousandths. */
export function compareToOrdered(
  amount: Fraction,
  { quantity }: Pick<OrderedLine, 'quantity'>,
  percent: bigint,
): bigint {
  return amount.numerator * 100_000n - quantityUnits(quantity) * percent * amount.denominator;
}

/** The cost of a received quantity in the order's currency: in its unit by its price, else its part of the line's value. */
export function costByLine(
  line: OrderedLine,
  taken: Entered,
): { readonly unitCost: string | null; readonly totalCost: string | null } {
  if (taken.unit === line.unit && line.unitPrice !== null) return { unitCost: line.unitPrice, totalCost: null };
  const share = { amount: amountInLine(taken, line), rate: { numerator: 1n, denominator: 1n } };
  return { unitCost: null, totalCost: moneyText(partAt(line, [share])) };
}

/**
 * The value of one more receipt of a line: all that has come in with it at its rate, rounded once, less what was posted
 * so far. So all receipts of a line add up to its value, to the last digit.
 */
export function allocatedValue(line: OrderedLine, shares: readonly Share[], postedSoFar: bigint): bigint {
  const value = partAt(line, shares) - postedSoFar;
  // Amended receipts may have left a digit too much on the line.
  return value < 0n ? 0n : value;
}

/** round(line value · Σ (amount · rate) / ordered), in money's last place. */
function partAt(line: OrderedLine, shares: readonly Share[]): bigint {
  const weighted = sum(
    shares.map(({ amount, rate }) => ({
      numerator: amount.numerator * rate.numerator,
      denominator: amount.denominator * rate.denominator,
    })),
  );
  const value = exactValue(line);
  return rounded(
    value.numerator * weighted.numerator,
    value.denominator * weighted.denominator * quantityUnits(line.quantity),
  );
}

function reduced(numerator: bigint, denominator: bigint): Fraction {
  let [one, other] = [numerator < 0n ? -numerator : numerator, denominator];
  while (other > 0n) [one, other] = [other, one % other];
  const divisor = one === 0n ? 1n : one;
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}
