import { newIdOf, type Commands } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Concluded } from '#libs/runtime';
import type { StockEvent } from './stock-ledger';
import { bringsValue, recordFirstValue, stockValue } from './stock-value';

/** The organisations whose first value is in the log, which never goes back. */
const valued = new WeakMap<object, Set<string>>();

/**
 * After a movement with a value, and before it is answered: from then on the organisation's currency stays. After a crash
 * in between, the organisation's next movement with a value records it.
 */
export async function firstValueRecorded({ events, context, parts }: Concluded<object, StockEvent>): Promise<void> {
  if (events.some(bringsValue)) await recordValued(context, parts.commands);
}

/** Costs nothing once this process knows it of the organisation. */
export async function recordValued(context: CommandContext, commands: Commands): Promise<void> {
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
