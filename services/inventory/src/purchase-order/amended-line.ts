import type { OrderedLine, ReceivedQuantity } from '#contracts/inventory/purchase-order-events';
import { moneyText } from '../value/movement-value';
import { countedIn, sharesOf, valueSoFar, type Counted } from './order-progress';
import { allocatedValue } from './order-value';
import type { PurchaseOrder, ReceiptLineState } from './purchase-order';

/** A line of an order once the posted movement of one of its receipts is reversed or corrected. */
export interface AmendedLine {
  readonly line: OrderedLine;
  readonly receiptId: string;
  /** The receipt's line before. */
  readonly before: ReceiptLineState;
  /** Everything that counts as received of the order from then on. */
  readonly counted: readonly Counted[];
  /** The receipt's part of the line's value from then on, in the organisation's currency. */
  readonly value: string;
}

/** `now`: as corrected; null: reversed. Undefined where no receipt of the order has the posting. */
export function amendedLine(
  { lines, receipts }: Pick<PurchaseOrder, 'lines' | 'receipts'>,
  postingId: string,
  { now, exchangeRate }: { readonly now: ReceivedQuantity | null; readonly exchangeRate: string | null },
): AmendedLine | undefined {
  const receipt = receipts.find((each) => each.lines.some((line) => line.postingId === postingId));
  const before = receipt?.lines.find((line) => line.postingId === postingId);
  const line = lines.find(({ lineId }) => lineId === before?.lineId);
  if (!receipt || !before || !line) return undefined;
  const { receiptId } = receipt;
  const others = countedIn({
    receipts: receipts.map((each) => ({
      ...each,
      lines: each.lines.filter((other) => other.postingId !== postingId),
    })),
  });
  if (!now) return { line, receiptId, before, counted: others, value: moneyText(0n) };
  const counted = [...others, { lineId: line.lineId, counted: now, exchangeRate, value: '0' }];
  const value = moneyText(allocatedValue(line, sharesOf(line, counted), valueSoFar(line, others)));
  return { line, receiptId, before, counted, value };
}
