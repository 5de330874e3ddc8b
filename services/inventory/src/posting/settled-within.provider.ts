import type { DomainEvent } from '#contracts/declare/event';
import type { Position } from '#libs/event-log';
import { newIdOf, type Aggregate } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { ServiceParts } from '#libs/runtime';

/** How long an answer waits for the posting. */
const WITHIN_MS = 2_000;

/** Waits until a process's lines are posted; gives its state then, or after two seconds, and where that is in the log. */
export async function settledWithin<State, Event extends DomainEvent>(
  awaited: {
    readonly aggregate: Aggregate<State, Event>;
    readonly id: string;
    readonly holds: (state: State) => boolean;
    readonly after: Position;
  },
  context: CommandContext,
  { commands, waits }: Pick<ServiceParts, 'commands' | 'waits'>,
): Promise<{ readonly state: State; readonly position: Position }> {
  const { aggregate, id, holds, after } = awaited;
  const { tenantId } = context;
  await waits.until({ fold: aggregate, tenantId, id, holds, after, timeoutMs: WITHIN_MS });
  // A command that changes nothing is answered with the position of the stream's last event.
  const { position } = await commands.handle({
    aggregate,
    id,
    command: {},
    context: { ...context, commandId: newIdOf(context.commandId, 'settled') },
    decide: () => [],
    answer: () => undefined,
  });
  const { state } = await commands.state(aggregate, tenantId, id);
  return { state, position };
}
