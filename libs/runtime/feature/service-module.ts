import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { CommandBus, CqrsModule, QueryBus } from '@nestjs/cqrs';
import { contractOf, declaredContracts, type ContractClass } from '#contracts/declare/contract';
import { declaredEvents } from '#contracts/declare/event';
import { refuseUnfoldedEvents } from '#libs/event-sourcing';
import { Disclosures } from './disclosures';
import { projectionsOf, wiringsOf, type ServiceDefinition } from './feature';
import { refuseTopicGaps } from './live-topics';
import { ServiceDispatcher } from './service-dispatcher';
import type { ServiceParts } from './service-parts';
import {
  CODEC,
  COMMANDS,
  CONFIG,
  EVENT_LOG,
  OPERATIONS,
  PARKED,
  PLATFORM_READER,
  READ_PROGRESS,
  RESERVATIONS,
  SECRETS_DATABASE,
  SENDER,
  SIGNING_KEY,
  TENANT_READER,
} from './service-tokens';
import type { Wiring } from './wiring';

@Module({})
class ServiceModule {}

/** The Nest module of a service: a handler for each of its contracts, and what they are given. */
export function serviceModule(definition: ServiceDefinition, lent: ServiceParts): DynamicModule {
  const wirings = wiringsOf(definition);
  refuseGaps(definition.name, wirings);
  refuseUnfoldedEvents(definition.name, declaredEvents());
  refuseTopicGaps(definition);
  const projections = projectionsOf(definition);
  const parts = definition.parts?.(lent) ?? lent;
  return {
    module: ServiceModule,
    imports: [CqrsModule.forRoot()],
    providers: [
      { provide: EVENT_LOG, useValue: parts.log },
      { provide: COMMANDS, useValue: parts.commands },
      { provide: CODEC, useValue: parts.codec },
      { provide: TENANT_READER, useValue: parts.tenantReader },
      { provide: PLATFORM_READER, useValue: parts.platformReader },
      { provide: READ_PROGRESS, useValue: parts.progress },
      { provide: SENDER, useValue: parts.sender },
      { provide: OPERATIONS, useValue: parts.operations },
      { provide: PARKED, useValue: parts.parked },
      { provide: RESERVATIONS, useValue: parts.reservations },
      { provide: SIGNING_KEY, useValue: parts.signingKey },
      { provide: SECRETS_DATABASE, useValue: parts.secretsDatabase },
      { provide: CONFIG, useValue: parts.config },
      ...ownProviders(lent, parts),
      ...(definition.providers ?? []),
      ...wirings.flatMap((wiring) => (wiring.kind === 'class' ? [wiring.handler] : [])),
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

/** The service's own parts, for its providers: each under its class. */
function ownProviders(lent: ServiceParts, parts: ServiceParts): Provider[] {
  const own = Object.entries(parts).filter(([name]) => !Object.hasOwn(lent, name));
  return own.map(([, part]: [string, object]) => ({ provide: part.constructor, useValue: part }));
}

/** The contracts that a service answers. */
export function contractsOf(definition: ServiceDefinition): readonly ContractClass[] {
  return wiringsOf(definition).map(({ contract }) => contract);
}

/** A contract that nobody answers, or two wirings of one, would show only when it is called. */
function refuseGaps(service: string, wirings: readonly Wiring[]): void {
  const wired = wirings.map(({ contract }) => contractOf(contract));
  const foreign = wired.find((contract) => contract.service !== service);
  if (foreign) throw new TypeError(`${service} wires ${foreign.name}, which is ${foreign.service}'s`);
  const twice = wired.find((contract, index) => wired.indexOf(contract) !== index);
  if (twice) throw new TypeError(`${service} wires ${twice.name} twice`);
  const missing = declaredContracts().find((contract) => contract.service === service && !wired.includes(contract));
  if (missing) throw new TypeError(`${service} does not wire ${missing.name}`);
}
