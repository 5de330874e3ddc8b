import type { RetryDocumentLine } from '#contracts/inventory/retry-document-line';
import type { DocumentLineAnswer } from '#contracts/inventory/stock-document-recorded';
import type { WithdrawDocumentLine } from '#contracts/inventory/withdraw-document-line';
import type { Decide } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { settledWithin } from '../posting/settled-within.provider';
import { isSettled, stockDocument, type StockDocument, type StockDocumentEvent } from './stock-document';

/** A change of one line, answered with its posting, which is awaited for two seconds. */
export function settleLine<Command extends RetryDocumentLine | WithdrawDocumentLine>(
  decide: Decide<Command, StockDocument, StockDocumentEvent>,
) {
  return async (
    command: Command,
    context: CommandContext,
    parts: ServiceParts,
  ): Promise<Outcome<DocumentLineAnswer>> => {
    const { documentId: id, line } = command;
    const { result: revision, position: recordedAt } = await parts.commands.handle({
      aggregate: stockDocument,
      id,
      command,
      context,
      decide,
      answer: (_, recorded) => recorded.revision,
    });
    const awaited = { aggregate: stockDocument, id, holds: isSettled, after: recordedAt };
    const { state, position } = await settledWithin(awaited, context, parts);
    const { posting, transactionId, code, isWithdrawn } = state.lines[line - 1] as StockDocument['lines'][number];
    return { answer: { id, revision, posting, transactionId, code, withdrawn: isWithdrawn }, position };
  };
}
