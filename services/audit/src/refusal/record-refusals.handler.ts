import type { RecordRefusals } from '#contracts/audit/record-refusals';
import type { Created } from '#contracts/created';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { recordRefusals } from './record-refusals';
import { refusal } from './refusal';

/** The refused user is recorded as the actor, so no decision of the sender's own: hence a handler. */
export async function recordRefusalsOf(
  payload: RecordRefusals,
  context: CommandContext,
  { commands }: Pick<ServiceParts, 'commands'>,
): Promise<Outcome<Created>> {
  const { result, position } = await commands.handle({
    aggregate: refusal,
    id: newIdOf(context.commandId, 'refusal'),
    command: payload,
    context: asRefused(payload, context),
    decide: recordRefusals,
    answer: (_, { id, revision }): Created => ({ id, revision }),
  });
  return { answer: result, ...(position !== undefined && { position }) };
}

/** The actor is the refused user, where the sender's token names one: so they are found by their entries. */
function asRefused({ roles }: RecordRefusals, { onBehalfOf, ...context }: CommandContext): CommandContext {
  if (onBehalfOf === undefined || onBehalfOf === context.actor.id) return context;
  return { ...context, actor: { id: onBehalfOf, type: 'user', roles } };
}
