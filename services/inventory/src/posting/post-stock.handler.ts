import type { Created } from '#contracts/created';
import { DomainError, type ErrorKind } from '#contracts/errors';
import type { PostStock } from '#contracts/inventory/post-stock';
import type { PostingOutcome } from '#contracts/inventory/posting-outcome';
import { newIdOf, type Commands, type Given } from '#libs/event-sourcing';
import type { Position } from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import type { StockFacts } from '../stock-ledger/stock-facts';
import { stockHistory, stockLedger, type StockEvent } from '../stock-ledger/stock-ledger';
import { recordFirstValueOf } from '../stock-ledger/stock-value.provider';
import { actorFor, byItem, type Posting, type StockCommand } from './posting';
import { processOf } from './posting-process.provider';
import { decisionOf } from './stock-decisions';

/** So many lines are posted before their outcomes are recorded, in one event. */
const AT_ONCE = 50;
/** Items are posted to side by side; the lines of one item one after the other. */
const CONCURRENCY = 8;
/** A stream remembers a command for at least 25 hours; an older one is looked for in the whole history. */
const REMEMBERED_MS = 24 * 60 * 60 * 1_000;

/** Refusals that are the outcome of a line; after any other failure the whole is sent again. */
const OUTCOMES: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['rule', 'conflict', 'not_found', 'malformed']);

/**
 * Posts the pending lines of a process's part, each under a command id of its own that never changes. Cut off at any
 * point and sent again it goes on: a line that is on its item's stream is answered from there.
 */
export async function postStock(
  { source, sourceId, partId }: PostStock,
  context: CommandContext,
  { commands }: Pick<ServiceParts, 'commands'>,
): Promise<Outcome<Created>> {
  const process = processOf(source);
  const pending = await process.pending(commands, context.tenantId, { sourceId, partId });
  let answer: Created = { id: sourceId, revision: 0 };
  let position: Position | undefined;
  for (let from = 0; from < pending.length; from += AT_ONCE) {
    const outcomes = await postEach(pending.slice(from, from + AT_ONCE), context, commands);
    const recorded = await process.record(commands, context, sourceId, { partId, outcomes });
    answer = recorded.result;
    position = recorded.position;
  }
  return { answer, ...(position !== undefined && { position }) };
}

async function postEach(
  postings: readonly Posting[],
  context: CommandContext,
  commands: Commands,
): Promise<readonly PostingOutcome[]> {
  const items = byItem(postings);
  const outcomes: PostingOutcome[] = [];
  let next = 0;
  const work = async () => {
    for (let item = items[next++]; item; item = items[next++]) {
      for (const posting of item) outcomes.push(await outcomeOf(posting, context, commands));
    }
  };
  const workers = Array.from({ length: Math.min(CONCURRENCY, items.length) }, work);
  // None goes on after a failure of another is reported.
  const ended = await Promise.allSettled(workers);
  const failure = ended.find((each) => each.status === 'rejected');
  if (failure) throw failure.reason as Error;
  return outcomes.sort((one, other) => one.line - other.line);
}

async function outcomeOf(posting: Posting, context: CommandContext, commands: Commands): Promise<PostingOutcome> {
  const of = { line: posting.line, ...placeOf(posting.stock) };
  try {
    return { ...of, posting: 'done', transactionId: await post(posting, context, commands), code: null };
  } catch (error) {
    if (!(error instanceof DomainError) || !OUTCOMES.has(error.kind)) throw error;
    return { ...of, posting: 'failed', transactionId: null, code: error.code };
  }
}

/** The item, location and lot that a line names. */
function placeOf({ kind, command }: StockCommand): Pick<PostingOutcome, 'itemId' | 'locationId' | 'lotNumber'> {
  const { itemId } = command;
  const locationId = kind === 'transfer' ? command.fromLocationId : command.locationId;
  const lotNumber = kind === 'receipt' ? command.lot?.number : command.lotNumber;
  return { itemId, locationId, lotNumber: lotNumber ?? null };
}

/** The id of the transaction that a line became, now or before; null where a count found nothing to adjust. */
async function post(
  posting: Posting,
  { payloadDigest: _, ...context }: CommandContext,
  commands: Commands,
): Promise<string | null> {
  const { postingId, stock, posted } = posting;
  const { tenantId, now } = context;
  const { itemId } = stock.command;
  const transactionId = newIdOf(postingId, 'transaction');
  if (Date.parse(now) - Date.parse(posted.takenAt) > REMEMBERED_MS) {
    const { state } = await commands.state(stockHistory, tenantId, itemId);
    if (state.transactions.has(transactionId)) return transactionId;
    if (state.counts.some(({ id }) => id === transactionId)) return null;
  }
  const { decide, facts } = decisionOf(stock);
  const { result } = await commands.handle({
    aggregate: stockLedger,
    id: itemId,
    command: stock.command,
    context: { ...context, commandId: postingId },
    decide: (command, ledger, given: Given<StockFacts>) =>
      decide(command, ledger, { ...given, actor: actorFor(posting, given.actor) }),
    facts: async (command, here, lookup, state) => ({
      ...(await facts(command, { context: here, lookup, state })),
      posted,
    }),
    before: (events, here) => recordFirstValueOf(events, here, commands),
    answer: (_, { events }) => ({ transactionId: transactionIn(events) }),
  });
  return result.transactionId;
}

function transactionIn([made]: readonly StockEvent[]): string | null {
  return made && 'movements' in made.data ? made.data.transactionId : null;
}
