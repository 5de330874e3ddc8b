import type { PurchaseReceiptAnswer, ReceivePurchaseOrder } from '#contracts/inventory/receive-purchase-order';
import type { RetryPurchaseReceipt } from '#contracts/inventory/retry-purchase-receipt';
import type { WithdrawPurchaseReceipt } from '#contracts/inventory/withdraw-purchase-receipt';
import { newIdOf, type Decide } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { settledWithin } from '../posting/settled-within.provider';
import { receiptFacts } from './order-facts.provider';
import {
  isReceiptSettled,
  postingOf,
  purchaseOrder,
  type PurchaseOrder,
  type PurchaseOrderEvent,
} from './purchase-order';
import { receivePurchaseOrder } from './receive-purchase-order';

/** Records a receipt, and answers when it is posted, or after two seconds. */
export async function receiveOrder(
  command: ReceivePurchaseOrder,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<PurchaseReceiptAnswer>> {
  const { orderId: id } = command;
  const { result, position } = await parts.commands.handle({
    aggregate: purchaseOrder,
    id,
    command,
    context,
    decide: receivePurchaseOrder,
    facts: (asked, here, lookup, state) => receiptFacts(asked, { context: here, lookup, state, id, parts }),
    answer: (_, { revision, events: [recorded] }) => ({
      revision,
      status: recorded?.type === 'PurchaseReceiptRecorded' ? recorded.data.status : undefined,
    }),
  });
  const receiptId = newIdOf(context.commandId, 'receipt');
  return answered({ ...result, id, receiptId, position }, context, parts);
}

/** A change of one receipt, answered with its posting, which is awaited for two seconds. */
export function settleReceipt<Command extends RetryPurchaseReceipt | WithdrawPurchaseReceipt>(
  decide: Decide<Command, PurchaseOrder, PurchaseOrderEvent>,
) {
  return async (
    command: Command,
    context: CommandContext,
    parts: ServiceParts,
  ): Promise<Outcome<PurchaseReceiptAnswer>> => {
    const { orderId: id, receiptId } = command;
    const { result, position } = await parts.commands.handle({
      aggregate: purchaseOrder,
      id,
      command,
      context,
      decide,
      answer: (_, { revision }) => ({ revision }),
    });
    return answered({ ...result, id, receiptId, position }, context, parts);
  };
}

/** `status`: as the command left it; later receipts may have moved the order on. */
async function answered(
  given: {
    readonly id: string;
    readonly receiptId: string;
    readonly revision: number;
    readonly position: Outcome['position'] & string;
    readonly status?: PurchaseReceiptAnswer['status'] | undefined;
  },
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<PurchaseReceiptAnswer>> {
  const { id, receiptId, revision, status } = given;
  const awaited = { aggregate: purchaseOrder, id, holds: isReceiptSettled(receiptId), after: given.position };
  const { state, position } = await settledWithin(awaited, context, parts);
  const receipt = state.receipts.find((each) => each.receiptId === receiptId);
  if (!receipt || state.status === 'absent') throw new TypeError(`order ${id} has no receipt ${receiptId}`);
  const answer = { id, revision, receiptId, status: status ?? state.status, posting: postingOf(receipt) };
  return { answer, position };
}
