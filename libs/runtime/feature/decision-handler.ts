import { Inject, type Type } from '@nestjs/common';
import type { ContractClass } from '#contracts/contract';
import type { DomainEvent } from '#contracts/event';
import { newIdOf, type Commands } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { Handles, type Dispatched, type Handler, type Outcome } from './dispatch';
import type { CommandWiring, ServiceDefinition, Wiring } from './feature';
import { COMMANDS } from './service-tokens';

type AnyWiring = CommandWiring<object, unknown, DomainEvent, unknown, object>;

const created: NonNullable<AnyWiring['answer']> = (_command, { id, revision }) => ({ id, revision });

/** The @nestjs/cqrs handler of a command that is one decision on one stream. */
export function decisionHandler({ contract, wiring }: Extract<Wiring, { kind: 'decision' }>): Type<Handler<object>> {
  @Handles(contract)
  class DecisionHandler implements Handler<object> {
    constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

    async execute({ payload, context }: Dispatched<object>): Promise<Outcome> {
      const { result, position } = await this.commands.handle(handlingOf(wiring, payload, context));
      return { answer: result, ...(position !== undefined && { position }) };
    }
  }
  return DecisionHandler;
}

function handlingOf(wiring: AnyWiring, payload: object, context: CommandContext) {
  const newId = (name: string) => newIdOf(context.commandId, name);
  const tenantId = wiring.tenant?.(payload, { newId, context }) ?? context.tenantId;
  return {
    aggregate: wiring.aggregate,
    id: wiring.id(payload, { newId }),
    command: payload,
    context: tenantId === context.tenantId ? context : { ...context, tenantId },
    decide: wiring.decide,
    answer: wiring.answer ?? created,
    ...(wiring.facts && { facts: wiring.facts }),
    ...(wiring.reserve && { reserve: wiring.reserve }),
    ...(wiring.release && { release: wiring.release }),
  };
}

/** Decides a command of a service as it would be carried out, and appends nothing; see `Commands.check`. */
export function checkCommand(
  definition: ServiceDefinition,
  commands: Pick<Commands, 'check'>,
  {
    contract,
    payload,
    context,
  }: { readonly contract: ContractClass; readonly payload: object; readonly context: CommandContext },
): Promise<boolean> {
  const wirings = definition.features.flatMap((feature) => feature.wirings);
  const found = wirings.find((each) => each.contract === contract);
  if (found?.kind !== 'decision') throw new TypeError(`${contract.name} is not one decision on one stream`);
  return commands.check(handlingOf(found.wiring, payload, context));
}
