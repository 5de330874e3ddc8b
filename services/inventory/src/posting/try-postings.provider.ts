import { DomainError } from '#contracts/errors';
import type { Fold } from '#contracts/declare/fold';
import type { DomainEvent } from '#contracts/declare/event';
import { eachAtMost, newIdOf, type Lookup } from '#libs/event-sourcing';
import { decidingActor, type CommandContext } from '#libs/identity';
import { faultOfLine } from '../line-fault';
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
  await eachAtMost(CONCURRENCY, items, async (item) => {
    const found = await tryItem(item, context, lookup);
    if (found) refused.push(found);
  });
  const first = refused.sort((one, other) => one.line - other.line)[0];
  return first && faultOfLine(first.line, first.refusal);
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

interface FoldedState<State> {
  state: State;
  /** How many of the trial's events it holds. */
  events: number;
}

/** One item's stock as it would be after some lines: each is decided on those that are kept, and nothing is appended. */
export class Trial {
  private readonly made: StockEvent[] = [];
  /** The states that were asked for, each the trial's own: a line is folded into it once. */
  private readonly states = new Map<unknown, FoldedState<unknown>>();

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

  /** A state of the item's stream after the lines that are kept; for reading only, until the next one is. */
  async state<State, Event extends DomainEvent>(fold: Fold<State, Event>): Promise<State> {
    const { made, revision } = this;
    const first = revision === null ? 0 : revision + 1;
    const known = (this.states.get(fold) ?? (await this.open(fold))) as FoldedState<State>;
    for (; known.events < made.length; known.events++) {
      const event = made[known.events] as DomainEvent as Event;
      const fact = { ...event, revision: first + known.events, occurredAt: this.context.now };
      known.state = fold.evolve(known.state, fact);
    }
    return known.state;
  }

  private async open<State, Event extends DomainEvent>(fold: Fold<State, Event>): Promise<FoldedState<State>> {
    const { state } = await this.lookup.state(fold, this.context.tenantId, this.itemId);
    const opened = { state: fold.copy ? fold.copy(state) : state, events: 0 };
    this.states.set(fold, opened);
    return opened;
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

/** Whether the caller may record in a frozen period. */
export function mayBypassFreeze({ actor }: CommandContext): boolean {
  return decidingActor(actor).may('inventory.freeze.bypass');
}
