import { contractOf } from '#contracts/declare/contract';
import type { RequestContext } from '#libs/identity';
import type { TenantReader } from '#libs/read-models';
import type { Outcome } from './dispatch';
import { rowsShown, type RowsShown } from './rows-shown';
import type { ServiceParts } from './service-parts';
import type { Wiring } from './wiring';

type Read = Parameters<TenantReader['query']>[1];
type QueryWired = Extract<Wiring, { kind: 'query' }>;

/** Rows that are current but for what is on its way to them are waited for so long. */
const ON_ITS_WAY_MS = 250;

/** Answers a query from the rows that `rowsShown` names. `reads`: the projections that fold them. */
export async function readRows(
  wiring: QueryWired,
  payload: object,
  context: RequestContext,
  parts: ServiceParts,
  reads: readonly string[] = [],
): Promise<Outcome> {
  const { contract, read } = wiring;
  const shown = rowsShown(contractOf(contract), context);
  const { commands: lookup, config } = parts;
  // Before the snapshot that the rows are read in.
  const { stale, ...known } = await knownTo(wiring, payload, parts, reads);
  const result = await inRows(shown, parts, (rows) => read(payload, { context, rows, lookup, config, ...known }));
  const outcome = isOutcome(result) ? result : { answer: result };
  return stale ? { ...outcome, stale } : outcome;
}

async function knownTo(
  { knownAtAsked }: QueryWired,
  payload: object,
  { progress }: ServiceParts,
  reads: readonly string[],
): Promise<{ readonly knownAt?: string; readonly stale: boolean }> {
  if (!knownAtAsked) return { stale: false };
  const { at: knownAt, isWhole } = await progress.known(reads, ON_ITS_WAY_MS);
  const asked = knownAtAsked(payload);
  return { knownAt, stale: !isWhole && (asked === undefined || asked > knownAt) };
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
