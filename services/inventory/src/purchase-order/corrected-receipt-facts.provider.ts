import type { CorrectReceipt } from '#contracts/inventory/correct-receipt';
import { newIdOf } from '#libs/event-sourcing';
import type { CorrectionFacts } from '../stock-ledger/correct-receipt';
import { pastFacts } from '../stock-ledger/past-facts';
import type { LedgerGiven } from '../stock-ledger/stock-facts';
import type { PastTransaction, StockHistory } from '../stock-ledger/stock-ledger';
import { purchaseOrder } from './purchase-order';

const lookUp = pastFacts('receivedMovementId');

/** The facts of a correction; for a receipt of an order with the order as it is now. */
export async function correctedReceiptFacts(
  command: CorrectReceipt,
  given: LedgerGiven & { readonly id: string },
): Promise<CorrectionFacts> {
  const facts = await lookUp(command, given);
  const { history } = facts;
  const named = transactionOf(history, command.receivedMovementId);
  if (named?.source?.type !== 'order_receipt') return facts;
  const { lookup, context } = given;
  const { state: order } = await lookup.state(purchaseOrder, context.tenantId, named.source.id);
  const { transactionId } = firstOf(history, named);
  const lines = order.receipts.flatMap((receipt) => receipt.lines);
  const line = lines.find(({ postingId }) => newIdOf(postingId, 'transaction') === transactionId);
  return line ? { ...facts, received: { order, postingId: line.postingId } } : facts;
}

function transactionOf({ transactions, ofMovement }: StockHistory, movementId: string): PastTransaction | undefined {
  return transactions.get(ofMovement.get(movementId) ?? '');
}

/** The transaction as it was posted, of one that corrects it. */
function firstOf(history: StockHistory, transaction: PastTransaction): PastTransaction {
  const corrected = transaction.movements.find(({ reverses }) => reverses !== null)?.reverses;
  const before = corrected ? transactionOf(history, corrected) : undefined;
  return before ? firstOf(history, before) : transaction;
}
