import { DomainError } from '#contracts/errors';
import type { Fold } from '#contracts/declare/fold';
import type { DomainEvent } from '#contracts/declare/event';
import { newIdOf, type Lookup } from '#libs/event-sourcing';
import { decidingActor, type CommandContext } from '#libs/identity';
import { stockLedger, type StockEvent, type StockLedger } from '../stock-ledger/stock-ledger';
import { byItem, type Posting } from './posting';
import { decisionOf } from './stock-decisions';

/** Items are tried side by side. */
const CONCURRENCY = 8;

/**
 * Checks that every line would be posted now, the lines of one item one after the other, and appends nothing. Gives the
 * refusal of the first line that would be refused, with its number and pointer.
 */
export async function refusalOf(
  postings: readonly Posting[],
  context: CommandContext,
  lookup: Lookup,
): Promise<DomainError | undefined> {
  const items = byItem(postings);
  const refused: { readonly line: number; readonly refusal: DomainError }[] = [];
  let next = 0;
  const work = async () => {
    for (let item = items[next++]; item; item = items[next++]) {
      const found = await tryItem(item, context, lookup);
      if (found) refused.push(found);
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, items.length) }, work));
  const first = refused.sort((one, other) => one.line - other.line)[0];
  return first && ofLine(first.line, first.refusal);
}

async function tryItem(postings: readonly Posting[], context: CommandContext, lookup: Lookup) {
  const { tenantId } = context;
  const before: StockEvent[] = [];
  const itemId = postings[0]?.stock.command.itemId ?? '';
  const { state: stored, revision } = await lookup.state(stockLedger, tenantId, itemId);
  const first = revision === 'none' ? 0 : revision + 1;
  const here = lookupAfter(lookup, itemId, before, first);
  let ledger = stored;
  for (const posting of postings) {
    try {
      before.push(...(await decided(posting, { context, ledger, lookup: here })));
    } catch (error) {
      if (error instanceof DomainError) return { line: posting.line, refusal: error };
      throw error;
    }
    ledger = after(stockLedger, stored, before, first, context.now);
  }
  return undefined;
}

async function decided(
  { postingId, stock, posted, takenAt }: Posting,
  given: { readonly context: CommandContext; readonly ledger: StockLedger; readonly lookup: Lookup },
): Promise<readonly StockEvent[]> {
  const { context, ledger, lookup } = given;
  const { decide, facts } = decisionOf(stock);
  const known = await facts(stock.command, { context, lookup, state: ledger });
  return decide(stock.command, ledger, {
    tenantId: context.tenantId,
    actor: decidingActor(context.actor),
    now: takenAt,
    newId: (name) => newIdOf(postingId, name),
    facts: { ...known, posted },
  });
}

/** The streams as they would be after the lines before: those of the item with their events, all others as they are. */
function lookupAfter(lookup: Lookup, itemId: string, before: readonly StockEvent[], first: number): Lookup {
  return {
    async state<State, Event extends DomainEvent>(fold: Fold<State, Event>, tenantId: string, id: string) {
      const found = await lookup.state(fold, tenantId, id);
      if (before.length === 0 || id !== itemId || fold.category !== stockLedger.category) return found;
      const now = new Date(0).toISOString();
      return { ...found, state: after(fold, found.state, before as never, first, now) };
    },
  };
}

/** A separate state with these events. */
function after<State, Event extends DomainEvent>(
  fold: Fold<State, Event>,
  state: State,
  events: readonly Event[],
  first: number,
  occurredAt: string,
): State {
  return events.reduce(
    (folded, event, index) => fold.evolve(folded, { ...event, revision: first + index, occurredAt }),
    fold.copy ? fold.copy(state) : state,
  );
}

/** The refusal of a line, as one of the whole request: it names the line, and fields by their place in the list. */
function ofLine(line: number, { code, message, details, fields }: DomainError): DomainError {
  const pointer = `/lines/${line - 1}`;
  const faults =
    fields.length > 0
      ? fields.map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` }))
      : [{ pointer: code === 'NOT_FOUND' ? `${pointer}/itemId` : pointer, code, message }];
  return new DomainError(code, `Line ${line}: ${message}`, { ...details, line }, faults);
}

/** Whether the caller may record in a frozen period. */
export function mayBypassFreeze({ actor }: CommandContext): boolean {
  return decidingActor(actor).may('inventory.freeze.bypass');
}
