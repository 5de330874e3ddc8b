import type { LogFeed, OnFault, SendCommand } from '#libs/event-sourcing';
import type { GaugeReading, Logger } from '#libs/observability';
import type { Configuration } from '../configuration/configuration';
import type { Migration, ServiceDefinition } from '../feature/feature';
import type { ServiceDispatcher } from '../feature/service-dispatcher';
import type { MechanismParts, ServiceParts } from '../feature/service-parts';
import type { PlatformParts } from '../process/platform-parts';

/** A service of this process, as mechanisms see it. */
export interface HostedService {
  readonly definition: ServiceDefinition;
  /** With what the mechanisms before this one lend. */
  readonly parts: ServiceParts;
  /** @throws TypeError before the service answers, which it does when mechanisms start */
  readonly dispatcher: () => ServiceDispatcher;
}

/** What a mechanism is made of. */
export interface MechanismGiven {
  readonly configuration: Configuration;
  readonly platform: PlatformParts;
  /** The process's one reader of the log. */
  readonly feed: LogFeed;
  readonly services: readonly HostedService[];
  /** As one of the services of this process. */
  readonly send: SendCommand;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly onFault: OnFault;
}

/** A mechanism as one process has it. */
export interface OpenMechanism {
  /** What it lends to a service of this process, or to its gateway, by name. */
  readonly lends?: (service: string) => MechanismParts;
  /** The services answer by now. `url`: where this process is reached over HTTP. */
  start(started: { readonly url: string }): Promise<void> | void;
  /** Resolves when nothing of it is under way any more. */
  stop(): Promise<void>;
  gauges(): Promise<readonly GaugeReading[]>;
}

/** Something that features declare and the runtime carries out. A new one is a folder and a line in `MECHANISMS`. */
export interface Mechanism {
  readonly name: string;
  readonly migrations: readonly Migration[];
  open(given: MechanismGiven): OpenMechanism;
}
