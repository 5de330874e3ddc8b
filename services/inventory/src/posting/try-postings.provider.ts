import { DomainError } from '#contracts/errors';
import type { Fold } from '#contracts/declare/fold';
import type { DomainEvent } from '#contracts/declare/event';
import { newIdOf, type Lookup } from '#libs/event-sourcing';
import { decidingActor, type CommandContext } from '#libs/identity';
import { stockLedger, type StockEvent } from '../stock-ledger/stock-ledger';
import { actorFor, byItem, type Posting } from './posting';
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
  const trial = await Trial.open(postings[0]?.stock.command.itemId ?? '', context, lookup);
  for (const posting of postings) {
    try {
      trial.keep(await trial.decide(posting));
    } catch (error) {
      if (error instanceof DomainError) return { line: posting.line, refusal: error };
      throw error;
    }
  }
  return undefined;
}

/** One item's stock as it would be after some lines: each is decided on those that are kept, and nothing is appended. */
export class Trial {
  private readonly made: StockEvent[] = [];

  private constructor(
    private readonly itemId: string,
    /** Of the item's stock as it is; null: it has none. */
    readonly revision: number | null,
    private readonly context: CommandContext,
    private readonly lookup: Lookup,
  ) {}

  static async open(itemId: string, context: CommandContext, lookup: Lookup): Promise<Trial> {
    const { revision } = await lookup.state(stockLedger, context.tenantId, itemId);
    return new Trial(itemId, revision === 'none' ? null : revision, context, lookup);
  }

  /** A state of the item's stream after the lines that are kept; for reading only. */
  async state<State, Event extends DomainEvent>(fold: Fold<State, Event>): Promise<State> {
    const { state } = await this.lookup.state(fold, this.context.tenantId, this.itemId);
    if (this.made.length === 0) return state;
    const first = this.revision === null ? 0 : this.revision + 1;
    return after(fold, state, this.made as never, first, this.context.now);
  }

  /** The events of the next line. @throws DomainError as its item refuses it */
  async decide(posting: Posting): Promise<readonly StockEvent[]> {
    const { postingId, stock, posted } = posting;
    const { context } = this;
    const ledger = await this.state(stockLedger);
    const { decide, facts } = decisionOf(stock);
    const known = await facts(stock.command, { context, lookup: this.lookUp, state: ledger });
    return decide(stock.command, ledger, {
      tenantId: context.tenantId,
      actor: actorFor(posting, decidingActor(context.actor)),
      now: context.now,
      newId: (name) => newIdOf(postingId, name),
      facts: { ...known, posted },
    });
  }

  /** The lines after it are decided on these events, too. */
  keep(events: readonly StockEvent[]): void {
    this.made.push(...events);
  }

  /** The item's stream as it would be, all others as they are. */
  private readonly lookUp: Lookup = {
    state: async <State, Event extends DomainEvent>(fold: Fold<State, Event>, tenantId: string, id: string) => {
      const found = await this.lookup.state(fold, tenantId, id);
      if (id !== this.itemId || fold.category !== stockLedger.category) return found;
      return { ...found, state: await this.state(fold) };
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
