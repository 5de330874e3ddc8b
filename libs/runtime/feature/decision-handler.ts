import { Inject, type Type } from '@nestjs/common';
import type { DomainEvent } from '#contracts/event';
import { newIdOf, type Commands } from '#libs/event-sourcing';
import { Handles, type Dispatched, type Handler, type Outcome } from './dispatch';
import type { CommandWiring, Wiring } from './feature';
import { COMMANDS } from './service-tokens';

type AnyWiring = CommandWiring<object, unknown, DomainEvent, unknown, object>;

const created: NonNullable<AnyWiring['answer']> = (_command, { id, revision }) => ({ id, revision });

/** The @nestjs/cqrs handler of a command that is one decision on one stream. */
export function decisionHandler({ contract, wiring }: Extract<Wiring, { kind: 'decision' }>): Type<Handler<object>> {
  @Handles(contract)
  class DecisionHandler implements Handler<object> {
    constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

    async execute({ payload, context }: Dispatched<object>): Promise<Outcome> {
      const newId = (name: string) => newIdOf(context.commandId, name);
      const tenantId = wiring.tenant?.(payload, { newId, context }) ?? context.tenantId;
      const { result, position } = await this.commands.handle({
        aggregate: wiring.aggregate,
        id: wiring.id(payload, { newId }),
        command: payload,
        context: tenantId === context.tenantId ? context : { ...context, tenantId },
        decide: wiring.decide,
        answer: wiring.answer ?? created,
        ...(wiring.facts && { facts: wiring.facts }),
        ...(wiring.limits && { limits: wiring.limits }),
      });
      return { answer: result, ...(position !== undefined && { position }) };
    }
  }
  return DecisionHandler;
}
