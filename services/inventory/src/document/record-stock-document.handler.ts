import type { DocumentKind, StockDocumentRecorded } from '#contracts/inventory/stock-document-events';
import type { StockDocumentAnswer } from '#contracts/inventory/stock-document-recorded';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { settledWithin } from '../posting/settled-within.provider';
import { mayBypassFreeze, refusalOf } from '../posting/try-postings.provider';
import { postingsOf } from './document-posting';
import { documentOf, recordStockDocument, type StockDocumentCommand } from './record-stock-document';
import { isSettled, stockDocument } from './stock-document';

/** Records a document, and answers when its lines are posted, or after two seconds. */
export function recordDocument(kind: DocumentKind) {
  return async (
    command: StockDocumentCommand,
    context: CommandContext,
    parts: ServiceParts,
  ): Promise<Outcome<StockDocumentAnswer>> => {
    const document = documentOf(kind, command, (name) => newIdOf(context.commandId, name), mayBypassFreeze(context));
    const { documentId: id } = document;
    const { result: revision, position: recordedAt } = await parts.commands.handle({
      aggregate: stockDocument,
      id,
      command: document,
      context,
      decide: recordStockDocument,
      facts: async ({ lines }: StockDocumentRecorded, here, lookup) => ({
        refusal: await refusalOf(postingsOf(document, lines, here.now), here, lookup),
      }),
      answer: (_, recorded) => recorded.revision,
    });
    const { state, position } = await settledWithin(
      { aggregate: stockDocument, id, holds: isSettled, after: recordedAt },
      context,
      parts,
    );
    const lines = state.lines.map(({ itemId, transactionId, posting, code }) => ({
      itemId,
      transactionId,
      posting,
      code,
    }));
    return { answer: { id, revision, documentId: id, lines }, position };
  };
}
