import { DomainError } from '#contracts/errors';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { newIdOf, type Lookup } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { mayBypassFreeze, Trial } from '../posting/try-postings.provider';
import { stockHistory, type StockEvent } from '../stock-ledger/stock-ledger';
import { moneyUnits } from '../value/movement-value';
import type { CountLine, StockCount } from './count';
import { countPostingOf } from './count-posting';
import { bookOf, type Assessed } from './judge-line';

interface Assessing {
  readonly context: CommandContext;
  readonly lookup: Lookup;
  /** Whether a line so assessed is posted: the lines of its item after it are assessed with it. */
  readonly isPosted: (assessed: Assessed, line: CountLine) => boolean;
}

/**
 * Lines of a count against the present state of their items, those of one item one after the other: the book at the
 * moment of counting, and the adjustment as its item would take it now.
 */
export async function assessLines(
  count: StockCount,
  indices: readonly number[],
  { context, lookup, isPosted }: Assessing,
): Promise<ReadonlyMap<number, Assessed>> {
  const assessed = new Map<number, Assessed>();
  const trials = new Map<string, Trial>();
  for (const index of indices) {
    const line = count.lines[index] as CountLine;
    const trial = trials.get(line.itemId) ?? (await Trial.open(line.itemId, context, lookup));
    trials.set(line.itemId, trial);
    const { found, events } = await assess(line, count, { trial, context, index });
    assessed.set(index, found);
    if (isPosted(found, line)) trial.keep(events);
  }
  return assessed;
}

async function assess(
  line: CountLine,
  count: StockCount,
  { trial, context, index }: { readonly trial: Trial; readonly context: CommandContext; readonly index: number },
): Promise<{ readonly found: Assessed; readonly events: readonly StockEvent[] }> {
  const book = bookOf(await trial.state(stockHistory), line);
  const variance = quantityUnits(line.stockQuantity) - book;
  const { revision: bookRevision } = trial;
  const found = { book, bookRevision, variance, value: 0n, code: null };
  const posting = countPostingOf(count, line, {
    line: index + 1,
    postingId: newIdOf(context.commandId, `trial-${index + 1}`),
    variance: quantityText(variance),
    bookRevision,
    takenAt: context.now,
    bypassesFreeze: mayBypassFreeze(context),
  });
  try {
    const events = await trial.decide(posting);
    const values = events.flatMap((made) => ('movements' in made.data ? made.data.movements : []));
    const value = values.reduce((sum, each) => sum + moneyUnits(each.value) + moneyUnits(each.settled), 0n);
    return { found: { ...found, value }, events };
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind === 'unavailable') throw error;
    return { found: { ...found, code: error.code }, events: [] };
  }
}
