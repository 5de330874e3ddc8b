import type { DomainEvent } from '#contracts/declare/event';
import { newIdOf, type Group, type HandledEach } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { ServiceParts } from '#libs/runtime';

/** As many as are worth a joined statement. */
const AT_ONCE = 32;

/**
 * Carries out the groups of a turn together, and the next turn when they are recorded: it may need a unique value that
 * they free. The same request, sent again, has to have the same turns. `outcomes`: in the order of `turns.flat()`.
 */
export async function handleInTurns<Command, State, Event extends DomainEvent, Facts, Result>(
  turns: readonly (readonly Group<Command, State, Event, Facts, Result>[])[],
  context: CommandContext,
  { commands, service }: Pick<ServiceParts, 'commands' | 'service'>,
): Promise<HandledEach<Result>> {
  const outcomes: HandledEach<Result>['outcomes'][number][] = [];
  let position: HandledEach<Result>['position'];
  for (const [turn, groups] of turns.entries()) {
    const commandId = turn === 0 ? context.commandId : newIdOf(context.commandId, `turn/${turn}`);
    const handled = await commands.handleEach({
      context: { ...context, commandId },
      service,
      groups,
      concurrency: AT_ONCE,
    });
    outcomes.push(...handled.outcomes);
    position = handled.position ?? position;
  }
  return { outcomes, ...(position !== undefined && { position }) };
}
