import type { CountAnswer } from '#contracts/inventory/get-count';
import type { Decide, Lookup } from '#libs/event-sourcing';
import { decidingActor, type CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { settledWithin } from '../posting/settled-within.provider';
import { isCountSettled, stockCount, type StockCount, type StockCountEvent } from './count';
import { shownLine } from './shown-count';

type OnCount = { readonly countId: string };

/** A change of a whole count, answered with its lines; what it posts is awaited for two seconds. */
export function changeCount<Command extends OnCount, Facts>(
  decide: Decide<Command, StockCount, StockCountEvent, Facts>,
  facts: (command: Command, count: StockCount, context: CommandContext, lookup: Lookup) => Promise<Facts>,
) {
  return async (command: Command, context: CommandContext, parts: ServiceParts): Promise<Outcome<CountAnswer>> => {
    const { countId: id } = command;
    const { result: revision, position: recordedAt } = await parts.commands.handle({
      aggregate: stockCount,
      id,
      command,
      context,
      decide,
      facts: (asked, here, lookup, state) => facts(asked, state, here, lookup),
      answer: (_, recorded) => recorded.revision,
    });
    const awaited = { aggregate: stockCount, id, holds: isCountSettled, after: recordedAt };
    const { state, position } = await settledWithin(awaited, context, parts);
    if (state.status === 'absent') throw new TypeError(`count ${id} is not there after its change`);
    const seesBook = decidingActor(context.actor).may('inventory.count.approve');
    const lines = state.lines.map((line) => shownLine(line, seesBook));
    return { answer: { id, revision, status: state.status, lines }, position };
  };
}
