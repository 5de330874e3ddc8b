import type {
  LineReceived,
  OrderedLine,
  OrderStatus,
  ReceivedQuantity,
} from '#contracts/inventory/purchase-order-events';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import type { Fraction } from '#contracts/values/fraction';
import { fractionOf, moneyUnits } from '../value/movement-value';
import { ONE } from '../value/own-cost';
import { amountInLine, compareToOrdered, sum, type Share } from './order-value';
import type { PurchaseOrder } from './purchase-order';

/** A part of a line that counts as received. */
export interface Counted {
  readonly lineId: string;
  readonly counted: ReceivedQuantity;
  readonly exchangeRate: string | null;
  readonly value: string;
}

/** In thousandths: the whole of the ordered quantity. */
const HUNDRED_PERCENT = 100_000n;

export const rateOf = (exchangeRate: string | null): Fraction =>
  exchangeRate === null ? ONE : fractionOf(exchangeRate);

/** Everything that counts as received of an order now. */
export function countedIn({ receipts }: Pick<PurchaseOrder, 'receipts'>): readonly Counted[] {
  return receipts.flatMap(({ lines }) =>
    lines.flatMap(({ lineId, counted, exchangeRate, value }) =>
      counted ? [{ lineId, counted, exchangeRate, value }] : [],
    ),
  );
}

export function sharesOf(line: OrderedLine, counted: readonly Counted[]): readonly Share[] {
  return counted
    .filter(({ lineId }) => lineId === line.lineId)
    .map((each) => ({ amount: amountInLine(each.counted, line), rate: rateOf(each.exchangeRate) }));
}

/** The value that was posted of a line so far, in money's last place. */
export function valueSoFar({ lineId }: OrderedLine, counted: readonly Counted[]): bigint {
  return counted.reduce((total, each) => (each.lineId === lineId ? total + moneyUnits(each.value) : total), 0n);
}

/** The quantity received of a line, in the stock unit. */
export function receivedOf(lineId: string, counted: readonly Counted[]): string {
  return quantityText(
    counted.reduce(
      (total, each) => (each.lineId === lineId ? total + quantityUnits(each.counted.stockQuantity) : total),
      0n,
    ),
  );
}

/** The received quantities of these lines. */
export function receivedOfLines(lineIds: Iterable<string>, counted: readonly Counted[]): readonly LineReceived[] {
  return [...new Set(lineIds)].map((lineId) => ({ lineId, received: receivedOf(lineId, counted) }));
}

/** Whether more has come in of a line than ordered and tolerated. */
export function isBeyond(line: OrderedLine, counted: readonly Counted[], overReceiptPercent: string): boolean {
  const allowed = HUNDRED_PERCENT + quantityUnits(overReceiptPercent);
  return compareToOrdered(sum(sharesOf(line, counted).map(({ amount }) => amount)), line, allowed) > 0n;
}

/** The status of an order that is open for receipts; one that was closed or canceled keeps its own. */
export function statusAfter(
  { status, isClosed, lines }: Pick<PurchaseOrder, 'status' | 'isClosed' | 'lines'>,
  counted: readonly Counted[],
): OrderStatus {
  if (status === 'absent') throw new TypeError('an order that is not there has no status');
  if (isClosed) return status;
  const isWhole = (line: OrderedLine) =>
    compareToOrdered(sum(sharesOf(line, counted).map(({ amount }) => amount)), line, HUNDRED_PERCENT) >= 0n;
  if (lines.every(isWhole)) return 'received';
  return counted.length > 0 ? 'partially_received' : 'submitted';
}
