import type { RecordRefusals } from '#contracts/audit/record-refusals';
import type { Created } from '#contracts/created';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { recordRefusals } from './record-refusals';
import { refusal } from './refusal';

/** A handler, because the refused user is recorded as the actor, and a decision records its sender. */
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

/** The actor is the refused user, if the sender's token names one: a search for the user finds their refusals. */
function asRefused({ roles }: RecordRefusals, { onBehalfOf, ...context }: CommandContext): CommandContext {
  if (onBehalfOf === undefined || onBehalfOf === context.actor.id) return context;
  return { ...context, actor: { id: onBehalfOf, type: 'user', roles } };
}
