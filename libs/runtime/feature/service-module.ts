import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { contractOf, declaredContracts, type ContractClass } from '#contracts/contract';
import { declaredEvents } from '#contracts/event';
import { refuseUnfoldedEvents } from '#libs/event-sourcing';
import { decisionHandler } from './decision-handler';
import { Disclosures } from './disclosures';
import type { ServiceDefinition, Wiring } from './feature';
import { queryHandler } from './query-handler';
import { ServiceDispatcher } from './service-dispatcher';
import type { ServiceParts } from './service-parts';
import {
  CODEC,
  COMMANDS,
  CONFIG,
  EVENT_LOG,
  IMPORTS,
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

@Module({})
class ServiceModule {}

/** The Nest module of a service: a handler for each of its contracts, and what they are given. */
export function serviceModule(definition: ServiceDefinition, parts: ServiceParts): DynamicModule {
  const wirings = definition.features.flatMap((feature) => feature.wirings);
  refuseGaps(definition.name, wirings);
  refuseUnfoldedEvents(definition.name, declaredEvents());
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
      { provide: IMPORTS, useValue: parts.imports },
      { provide: CONFIG, useValue: parts.config },
      ...(definition.providers ?? []),
      ...wirings.map(handlerOf),
      Disclosures,
      ServiceDispatcher,
    ],
    exports: [ServiceDispatcher],
  };
}

/** The contracts that a service answers. */
export function contractsOf(definition: ServiceDefinition): readonly ContractClass[] {
  return definition.features.flatMap((feature) => feature.wirings.map(({ contract }) => contract));
}

function handlerOf(wiring: Wiring): Type<object> {
  switch (wiring.kind) {
    case 'decision':
      return decisionHandler(wiring);
    case 'query':
      return queryHandler(wiring);
    case 'handler':
      return wiring.handler;
  }
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
