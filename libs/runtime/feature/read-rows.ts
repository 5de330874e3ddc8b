import { contractOf } from '#contracts/declare/contract';
import type { RequestContext } from '#libs/identity';
import type { TenantReader } from '#libs/read-models';
import type { Outcome } from './dispatch';
import { rowsShown, type RowsShown } from './rows-shown';
import type { ServiceParts } from './service-parts';
import type { Wiring } from './wiring';

type Read = Parameters<TenantReader['query']>[1];

/** Answers a query from the rows that `rowsShown` names. */
export async function readRows(
  { contract, read }: Extract<Wiring, { kind: 'query' }>,
  payload: object,
  context: RequestContext,
  parts: ServiceParts,
): Promise<Outcome> {
  const shown = rowsShown(contractOf(contract), context);
  const { commands: lookup, config } = parts;
  const result = await inRows(shown, parts, (rows) => read(payload, { context, rows, lookup, config }));
  return isOutcome(result) ? result : { answer: result };
}

function inRows(shown: RowsShown, { tenantReader, platformReader }: ServiceParts, read: Read): Promise<object> {
  switch (shown.of) {
    case 'all':
      return platformReader.query(read) as Promise<object>;
    case 'account':
      return tenantReader.queryAccount(shown.accountId, read) as Promise<object>;
    case 'tenant':
      return tenantReader.query(shown.tenantId, read) as Promise<object>;
  }
}

function isOutcome(result: object): result is Outcome {
  return 'answer' in result;
}
