import { DomainError, refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import type { CorrectReceipt } from '#contracts/inventory/correct-receipt';
import { StockCorrected } from '#contracts/inventory/stock-events';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import type { Given } from '#libs/event-sourcing';
import { amendedLine, type AmendedLine } from '../purchase-order/amended-line';
import { isBeyond } from '../purchase-order/order-progress';
import { costByLine } from '../purchase-order/order-value';
import type { PurchaseOrder } from '../purchase-order/purchase-order';
import { valueEntry, type UnvaluedMovement } from '../value/movement-value';
import {
  entryOf,
  refuseChangedShortage,
  reversing,
  standingMovement,
  withoutIt,
  type PastFacts,
  type PastMovement,
} from './past-movement';
import type { StockEvent, StockLedger } from './stock-ledger';
import { measuredIn, movement, refuseFrozen, remeasured, transactionOf, type Measured } from './transaction';
import { valuedAfter, type Known } from './valued';

/** The facts of a correction; `received` where it is of an order's receipt. */
export interface CorrectionFacts extends PastFacts {
  readonly received?: { readonly order: PurchaseOrder; readonly postingId: string };
}

/** A receipt is reversed, and its replacement takes its place in the order, so that it reaches every later usage. */
export function correctReceipt(
  command: CorrectReceipt,
  _ledger: StockLedger,
  given: Given<CorrectionFacts>,
): StockEvent[] {
  const past = standingMovement(given.facts, command.receivedMovementId);
  const { transaction, movement: original, known } = past;
  if (original.kind !== 'receive') throw new DomainError('CONFLICT', 'Only a receipt can be corrected');
  refuseFrozen(given, transaction.effectiveAt);
  const exchangeRate = correctedRate(command, past);
  const replacement = replacementOf(command, past, { given, exchangeRate });
  const there = { ...entryOf(past), delta: quantityUnits(replacement.stockQuantity) };
  refuseChangedShortage(given.facts, [withoutIt(past), there]);
  const added = [{ place: known.place, entry: valueEntry(replacement, exchangeRate) }];
  const [value] = valuedAfter(given.facts.history, { removed: [original.movementId], added }) as [Known];
  const { itemId, effectiveAt, reference, source } = transaction;
  const movements = [reversing(given, 0, past), { ...replacement, ...value }];
  const kept = { exchangeRate, reference, source, note: command.note ?? transaction.note };
  return [
    event(StockCorrected, {
      ...transactionOf(given, { itemId, effectiveAt, movements, ...kept }),
      reversed: transaction.transactionId,
      reversedRevision: known.place.revision,
    }),
  ];
}

/** A receipt in the organisation's own currency has no rate to correct. */
function correctedRate({ exchangeRate }: CorrectReceipt, { transaction }: PastMovement): string | null {
  if (exchangeRate === undefined) return transaction.exchangeRate;
  if (transaction.exchangeRate !== null) return exchangeRate;
  throw new DomainError('CONFLICT', "The receipt has no exchange rate: its cost is in the organisation's currency");
}

function replacementOf(
  command: CorrectReceipt,
  past: PastMovement,
  { given, exchangeRate }: { readonly given: Given<CorrectionFacts>; readonly exchangeRate: string | null },
): UnvaluedMovement {
  const { movement: original, known } = past;
  const { locationId, lot } = original;
  const { facts } = given;
  const measured =
    command.quantity === undefined ? measuredIn(original) : remeasured(facts.item, original, command.quantity);
  const ofOrder = facts.received && inOrder(facts.received, measured, exchangeRate);
  if (ofOrder && measured.stockUnits > quantityUnits(original.stockQuantity)) refuseOverReceipt(facts, ofOrder);
  const { revision, ordinal } = known.place;
  const made = movement(given, 1, 'receive', { locationId, lot, measured });
  return { ...made, ...correctedCost(command, original, ofOrder), place: { revision, ordinal } };
}

/** The line of the order with the corrected receipt. */
interface InOrder extends AmendedLine {
  readonly now: { readonly quantity: string; readonly unit: string; readonly factor: string };
}

function inOrder(
  { order, postingId }: Required<CorrectionFacts>['received'],
  { quantity, unit, factor, stockUnits }: Measured,
  exchangeRate: string | null,
): InOrder | undefined {
  const now = { quantity, unit, factor, stockQuantity: quantityText(stockUnits) };
  const amended = amendedLine(order, postingId, { now, exchangeRate });
  return amended && { ...amended, now };
}

function refuseOverReceipt({ received }: CorrectionFacts, { line, counted }: InOrder): void {
  if (!received || !isBeyond(line, counted, received.order.overReceiptPercent)) return;
  refuse('OVER_RECEIPT', { lineId: line.lineId });
}

/**
 * A cost that was entered stays when the quantity changes. A receipt that has its part of an order line's value follows
 * the line, so that all receipts of the line still add up to it.
 */
function correctedCost(
  { unitCost, totalCost }: CorrectReceipt,
  original: PastMovement['movement'],
  ofOrder: InOrder | undefined,
): Pick<UnvaluedMovement, 'unitCost' | 'totalCost' | 'allocatedCost'> {
  const entered = { unitCost: null, totalCost: null, allocatedCost: null };
  if (unitCost !== undefined) return { ...entered, unitCost };
  if (totalCost !== undefined) return { ...entered, totalCost };
  if (!ofOrder || original.allocatedCost === null) {
    return { ...entered, unitCost: original.unitCost, totalCost: original.totalCost };
  }
  return { ...costByLine(ofOrder.line, ofOrder.now), allocatedCost: ofOrder.value };
}
