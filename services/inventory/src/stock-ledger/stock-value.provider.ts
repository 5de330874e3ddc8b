import { newIdOf, type Commands } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Concluded } from '#libs/runtime';
import type { StockEvent } from './stock-ledger';
import { bringsValue, recordFirstValue, stockValue } from './stock-value';

/** The organisations whose first value is in the log, which never goes back. */
const valued = new WeakMap<object, Set<string>>();

/**
 * Before a movement with a value is in the log: from then on the organisation's currency stays. If that movement is not
 * appended after all, it stays as well.
 */
export function firstValueRecorded({
  events,
  context,
  parts,
}: Pick<Concluded<object, StockEvent>, 'events' | 'context' | 'parts'>): Promise<void> {
  return recordFirstValueOf(events, context, parts.commands);
}

/** Costs nothing once this process knows it of the organisation. */
export async function recordFirstValueOf(
  events: readonly StockEvent[],
  context: CommandContext,
  commands: Commands,
): Promise<void> {
  if (!events.some(bringsValue)) return;
  const known = valued.get(commands) ?? new Set();
  valued.set(commands, known);
  const { tenantId, commandId } = context;
  if (known.has(tenantId)) return;
  await commands.handle({
    aggregate: stockValue,
    id: tenantId,
    command: undefined,
    context: { ...withoutCondition(context), commandId: newIdOf(commandId, 'first-value') },
    decide: recordFirstValue,
    answer: () => undefined,
  });
  known.add(tenantId);
}

/** The condition of the request is about the thing of its own command. */
function withoutCondition<Context extends { readonly ifMatch?: string }>({ ifMatch: _, ...context }: Context) {
  return context;
}
