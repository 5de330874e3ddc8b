import type { Pool } from 'pg';
import type { ProjectionStatus } from '#contracts/ops/get-projection';
import type { LiveTopic } from '#contracts/declare/live-topic';
import type { ParkedEvent } from '#contracts/ops/list-parked';
import type { OperationName } from '#contracts/ops/operation-events';
import type { LogConsumer, Reactor } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { ImportKind } from '#libs/imports';
import type { LookUpRecipient, Mail } from '#libs/mail';
import type { MountedDirectory, Projection } from '#libs/projections';
import type { Role } from '#libs/read-models';
import type { Job, ScheduledOrganization } from '#libs/schedules';
import type { Configuration } from '../configuration/configuration';
import type { SETTINGS } from '../configuration/settings';
import type { Outcome } from './dispatch';
import type { ServiceParts } from './service-parts';
import type { Wiring } from './wiring';

/** One feature of a service: everything about one subject, wired in one list. */
export interface Feature<Parts = ServiceParts> {
  readonly wirings: readonly (Wiring<Parts> | readonly Wiring<Parts>[])[];
  readonly projections?: readonly Projection[];
  /** Names and attributes of other services' entities, folded into tables of this service. */
  readonly directories?: readonly MountedDirectory[];
  readonly reactors?: readonly Reactor[];
  /** Work of this service at local times. */
  readonly schedules?: readonly Job[];
  readonly mails?: readonly Mail[];
  /** Kinds of upload whose rows become commands of this service. */
  readonly imports?: readonly ImportKind[];
  /** What clients can follow of its events. */
  readonly topics?: readonly LiveTopic[];
}

/** A migration class of TypeORM. */
export type Migration = new () => { up(runner: never): Promise<void>; down(runner: never): Promise<void> };

/** Follows the log in its own way: opened when the service starts, with a pool as the projector. */
export type Follower = (database: Pool) => Promise<LogConsumer>;

/**
 * Thrown by a follower that must not go on before a person has looked: told as an error. It is opened again all the same,
 * and goes on when what stopped it is gone.
 */
export class FollowerStopped extends Error {}

export interface PlatformAdministrator {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** Over the bus nobody can ask for a role of the platform: the service itself does, and the operator's tool. */
export interface Administrators {
  /** Gives the account's id. @throws DomainError `DUPLICATE` where the address has an account */
  create(
    parts: Pick<ServiceParts, 'commands' | 'secretsDatabase'>,
    administrator: PlatformAdministrator,
    context: CommandContext,
  ): Promise<string>;
}

/** What a service is given when it answers. */
export interface Started {
  readonly parts: ServiceParts;
  readonly configuration: Configuration;
  /** A line for the person who started this; log lines are for machines. */
  readonly say: (line: string) => void;
}

/** What an operator asks for: of a projection by name, of a parked event by its id. */
export type AskedOperation =
  | { readonly operation: 'rebuild'; readonly name: string; readonly promote?: boolean }
  | { readonly operation: Exclude<OperationName, 'rebuild' | ParkedOperation>; readonly name: string }
  | { readonly operation: ParkedOperation; readonly parkedId: string };

type ParkedOperation = 'retry' | 'skip';

/** The operator's tool does without a bus what operators do over HTTP, and it is recorded just the same. */
export interface Operators {
  operate<Asked extends AskedOperation>(
    parts: Pick<ServiceParts, 'commands' | 'operations' | 'parked'>,
    asked: Asked,
    context: CommandContext,
  ): Promise<Outcome<OperationAnswer<Asked>>>;
}

/** The projection as it is then, or the parked event. */
export type OperationAnswer<Asked extends AskedOperation> = Asked extends { readonly parkedId: string }
  ? ParkedEvent
  : ProjectionStatus;

/** A service: what a process starts under its name. */
export interface ServiceDefinition {
  readonly name: string;
  readonly features: readonly Feature[];
  /** What it lends to its own commands and handlers, beside what the process lends to it. */
  readonly parts?: (parts: ServiceParts) => ServiceParts;
  /** Ordinary tables of the service; read models need none. */
  readonly migrations?: readonly Migration[];
  /** What else of it follows the log, beside projections and reactors. */
  readonly followers?: readonly Follower[];
  /**
   * Settings that a deployment gives to this service, beside those that all have: `required` where it is not deployed
   * without. `npm run contracts:generate` writes them into the files of a deployment.
   */
  readonly settings?: Readonly<Partial<Record<keyof typeof SETTINGS, 'required' | 'optional'>>>;
  /** The database role of its secret tables, where it has some. */
  readonly secretsRole?: Role;
  /** Its `SIGNING_KEY` is the platform's, which access tokens are signed with. */
  readonly issuesAccessTokens?: true;
  /** How the platform's own people come into being, where it is this service that makes them. */
  readonly administrators?: Administrators;
  /** How operators operate, where it is this service that records it. */
  readonly operators?: Operators;
  /** Knows the recipients of its own mails, and of those of services that know none. */
  readonly mailRecipient?: (parts: ServiceParts) => LookUpRecipient;
  /** The organisations that the jobs of this service are carried out for, where one has the scope `organization`. */
  readonly scheduledOrganizations?: (parts: ServiceParts) => AsyncIterable<ScheduledOrganization>;
  /** What it does at every start of a process that runs it, before the start counts as done. */
  readonly onStarted?: (started: Started) => Promise<void>;
}

/** Declares a service whose features use parts of its own. */
export function service<Parts extends ServiceParts>(
  definition: Omit<ServiceDefinition, 'features' | 'parts'> & {
    readonly features: readonly Feature<Parts>[];
    readonly parts: (parts: ServiceParts) => Parts;
  },
): ServiceDefinition {
  return definition as never;
}

/** Every projection of a service, those of its directories included. */
export function projectionsOf({ features }: ServiceDefinition): readonly Projection[] {
  return features.flatMap(({ projections = [], directories = [] }) => [
    ...projections,
    ...directories.map(({ projection }) => projection),
  ]);
}

/** Every contract of a service with what carries it out. */
export function wiringsOf({ features }: ServiceDefinition): readonly Wiring[] {
  return features.flatMap(({ wirings }) => wirings.flat());
}
