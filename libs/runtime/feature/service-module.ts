import { Module, type DynamicModule } from '@nestjs/common';
import { CommandBus, CqrsModule, QueryBus } from '@nestjs/cqrs';
import { contractOf, declaredContracts, type ContractClass } from '#contracts/declare/contract';
import { declaredEvents } from '#contracts/declare/event';
import { refuseUnfoldedEvents } from '#libs/event-sourcing';
import { Disclosures } from './disclosures';
import { projectionsOf, wiringsOf, type ServiceDefinition } from './feature';
import { refuseTopicGaps } from './live-topics';
import { refuseUnscoped } from './scope';
import { ServiceDispatcher } from './service-dispatcher';
import type { ServiceParts } from './service-parts';
import type { Wiring } from './wiring';

@Module({})
class ServiceModule {}

/** The Nest module of a service: its dispatcher, with a handler for each of its contracts. */
export function serviceModule(definition: ServiceDefinition, provided: ServiceParts): DynamicModule {
  const wirings = wiringsOf(definition);
  refuseGaps(definition.name, wirings);
  refuseUnfoldedEvents(definition.name, declaredEvents());
  refuseTopicGaps(definition);
  for (const kind of definition.features.flatMap(({ imports = [] }) => imports)) {
    refuseUnscoped(`the import of ${kind.name}`, kind.permission);
  }
  const projections = projectionsOf(definition);
  const parts = definition.parts?.(provided) ?? provided;
  return {
    module: ServiceModule,
    imports: [CqrsModule.forRoot()],
    providers: [
      {
        provide: ServiceDispatcher,
        inject: [CommandBus, QueryBus],
        useFactory: (commandBus: CommandBus, queryBus: QueryBus) =>
          new ServiceDispatcher({
            wirings,
            projections,
            parts,
            commandBus,
            queryBus,
            disclosures: new Disclosures(parts),
          }),
      },
    ],
    exports: [ServiceDispatcher],
  };
}

/** The contracts that a service answers. */
export function contractsOf(definition: ServiceDefinition): readonly ContractClass[] {
  return wiringsOf(definition).map(({ contract }) => contract);
}

/** Checked at the start: otherwise a contract with no handler, or with two, would only show when it is called. */
function refuseGaps(service: string, wirings: readonly Wiring[]): void {
  const wired = wirings.map(({ contract }) => contractOf(contract));
  const foreign = wired.find((contract) => contract.service !== service);
  if (foreign) throw new TypeError(`${service} wires ${foreign.name}, which is ${foreign.service}'s`);
  const twice = wired.find((contract, index) => wired.indexOf(contract) !== index);
  if (twice) throw new TypeError(`${service} wires ${twice.name} twice`);
  const missing = declaredContracts().find((contract) => contract.service === service && !wired.includes(contract));
  if (missing) throw new TypeError(`${service} does not wire ${missing.name}`);
}
