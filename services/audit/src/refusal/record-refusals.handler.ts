import { Inject } from '@nestjs/common';
import { RecordRefusals } from '#contracts/audit/record-refusals';
import type { Created } from '#contracts/created';
import { newIdOf, type Commands } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { COMMANDS, Handles, type Dispatched, type Handler, type Outcome } from '#libs/runtime';
import { recordRefusals } from './record-refusals';
import { refusal } from './refusal';

@Handles(RecordRefusals)
export class RecordRefusalsHandler implements Handler<RecordRefusals, Created> {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  async execute({ payload, context }: Dispatched<RecordRefusals>): Promise<Outcome<Created>> {
    const { result, position } = await this.commands.handle({
      aggregate: refusal,
      id: newIdOf(context.commandId, 'refusal'),
      command: payload,
      context: asRefused(payload, context),
      decide: recordRefusals,
      answer: (_, { id, revision }): Created => ({ id, revision }),
    });
    return { answer: result, ...(position !== undefined && { position }) };
  }
}

/** Whoever was refused is the actor, where the sender's token says who: so they are found by their entries. */
function asRefused({ roles }: RecordRefusals, { onBehalfOf, ...context }: CommandContext): CommandContext {
  if (onBehalfOf === undefined || onBehalfOf === context.actor.id) return context;
  return { ...context, actor: { id: onBehalfOf, type: 'user', roles } };
}
