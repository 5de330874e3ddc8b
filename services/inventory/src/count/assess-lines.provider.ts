import { DomainError } from '#contracts/errors';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { newIdOf, type Lookup } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { mayBypassFreeze, Trial } from '../posting/try-postings.provider';
import { stockHistory } from '../stock-ledger/stock-ledger';
import { moneyUnits } from '../value/movement-value';
import type { CountLine, StockCount } from './count';
import { adjustmentOf } from './count-posting';
import { bookOf, isOvertaken, type Assessed } from './judge-line';

/**
 * Lines of a count against the present state of their items, those of one item one after the other: the book at the
 * moment of counting, and the adjustment as its item would take it now.
 */
export async function assessLines(
  count: StockCount,
  indices: readonly number[],
  context: CommandContext,
  lookup: Lookup,
): Promise<ReadonlyMap<number, Assessed>> {
  const assessed = new Map<number, Assessed>();
  const trials = new Map<string, Trial>();
  for (const index of indices) {
    const line = count.lines[index] as CountLine;
    const trial = trials.get(line.itemId) ?? (await Trial.open(line.itemId, context, lookup));
    trials.set(line.itemId, trial);
    assessed.set(index, await assess(line, count, { trial, context, index }));
  }
  return assessed;
}

async function assess(
  line: CountLine,
  count: StockCount,
  { trial, context, index }: { readonly trial: Trial; readonly context: CommandContext; readonly index: number },
): Promise<Assessed> {
  const history = await trial.state(stockHistory);
  const book = bookOf(history, line);
  const variance = quantityUnits(line.stockQuantity) - book;
  const overtaken = isOvertaken(history, line);
  const nothing = { book, variance, value: 0n, code: null, isOvertaken: overtaken };
  if (variance === 0n || overtaken) return nothing;
  const posting = adjustmentOf(count, line, {
    line: index + 1,
    postingId: newIdOf(context.commandId, `trial-${index + 1}`),
    variance: quantityText(variance),
    takenAt: context.now,
    bypassesFreeze: mayBypassFreeze(context),
  });
  try {
    const events = await trial.decide(posting);
    const values = events.flatMap((made) => ('movements' in made.data ? made.data.movements : []));
    const value = values.reduce((sum, each) => sum + moneyUnits(each.value) + moneyUnits(each.settled), 0n);
    return { ...nothing, value };
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind === 'unavailable') throw error;
    return { ...nothing, code: error.code };
  }
}
