import type { ClearWal, PersonalStore } from '#libs/erasure';
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
  /** The parts, with those of the mechanisms before this one. */
  readonly parts: ServiceParts;
  /** @throws TypeError before the service answers. It does when mechanisms start. */
  readonly dispatcher: () => ServiceDispatcher;
}

/** The means of a mechanism while it opens. */
export interface MechanismGiven {
  readonly configuration: Configuration;
  readonly platform: PlatformParts;
  /** The process's one reader of the log. */
  readonly feed: LogFeed;
  readonly services: readonly HostedService[];
  /** The places with data of persons that the mechanisms before this one have. */
  readonly personalStores: readonly PersonalStore[];
  readonly clearWal: ClearWal;
  /** Events that the process has in memory are decoded anew. */
  readonly forgetDecoded: () => void;
  /** Sends as one of the services of this process. */
  readonly send: SendCommand;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly onFault: OnFault;
}

/** A mechanism opened in one process. */
export interface OpenMechanism {
  /** The parts that it provides to a service of this process, or to its gateway, by name. */
  readonly provides?: (service: string) => MechanismParts;
  /** Its places with data of persons, which erasures visit. */
  readonly personalStores?: readonly PersonalStore[];
  /** Called before the services answer; they do when it resolves. */
  prepare?(signal: AbortSignal): Promise<void>;
  /** Called when the services answer. `url`: the HTTP address of this process. */
  start(started: { readonly url: string }): Promise<void> | void;
  /** Resolves when no work of it is in progress. */
  stop(): Promise<void>;
  gauges(): Promise<readonly GaugeReading[]>;
}

/** A capability that features declare and the runtime carries out. A new one is a folder and a line in `MECHANISMS`. */
export interface Mechanism {
  readonly name: string;
  readonly migrations: readonly Migration[];
  open(given: MechanismGiven): OpenMechanism;
}
