import type { Pool } from 'pg';
import type { ProjectionStatus } from '#contracts/ops/get-projection';
import type { LiveTopic } from '#contracts/declare/live-topic';
import type { ParkedEvent } from '#contracts/ops/list-parked';
import type { OperationName } from '#contracts/ops/operation-events';
import type { PlatformRole } from '#contracts/roles';
import type { PersonalRows } from '#libs/erasure';
import type { LogConsumer, Reactor } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { ImportKind } from '#libs/imports';
import type { LookUpRecipient, Mail, TokenOf } from '#libs/mail';
import type { MountedDirectory, Projection } from '#libs/projections';
import type { PlatformReader, Role } from '#libs/read-models';
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
  /** Rows of ordinary tables that go with the erasure of a person. Of read models the entity says so: `@PersonalData`. */
  readonly personalRows?: readonly PersonalRows[];
  /** Kinds of upload whose rows become commands of this service. */
  readonly imports?: readonly ImportKind[];
  /** The live topics that clients can follow. */
  readonly topics?: readonly LiveTopic[];
}

/** A migration class of TypeORM. */
export type Migration = new () => { up(runner: never): Promise<void>; down(runner: never): Promise<void> };

/** Follows the log in its own way. It is opened when the service starts, with a pool as the projector. */
export type Follower = (database: Pool) => Promise<LogConsumer>;

/**
 * Thrown by a follower that must stop until a person has looked; logged as an error. The follower is still opened
 * again, and goes on once the cause is gone.
 */
export class FollowerStopped extends Error {}

export interface PlatformAdministrator {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  /** A random generator made the password up: there is nothing to judge, and the person must change it at first use. */
  readonly madeUp?: boolean;
  /** Default: `super_admin`. */
  readonly roles?: readonly PlatformRole[];
}

/** A role of the platform cannot be granted over the bus: only the service itself and the operator's tool grant it. */
export interface Administrators {
  /** Gives the account's id. @throws DomainError `DUPLICATE` where the address has an account */
  create(
    parts: Pick<ServiceParts, 'commands' | 'platformKeys' | 'secretsDatabase'>,
    administrator: PlatformAdministrator,
    context: CommandContext,
  ): Promise<string>;
  /** Whether the command with this id has created one. */
  exists(parts: Pick<ServiceParts, 'commands'>, commandId: string): Promise<boolean>;
}

/** The means of a service while it answers. */
export interface Started {
  readonly parts: ServiceParts;
  readonly configuration: Configuration;
  /** A line for the person who started this; log lines are for machines. */
  readonly say: (line: string) => void;
}

/** An operator's request: about a projection by name, or a parked event by its id. */
export type AskedOperation =
  | { readonly operation: 'rebuild'; readonly name: string; readonly promote?: boolean }
  | { readonly operation: Exclude<OperationName, 'rebuild' | ParkedOperation>; readonly name: string }
  | { readonly operation: ParkedOperation; readonly parkedId: string };

type ParkedOperation = 'retry' | 'skip';

/** Operations without a bus, for the operator's tool: the same as over HTTP, and recorded likewise. */
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

/** A call of an HR system, with its organisation. */
export interface WebhookRow {
  readonly id: string;
  readonly organizationId: string;
}

/** Lists, shows and retries the calls of HR systems for the operator's tool. It shows no bodies; a retry is the same as over HTTP. */
export interface Webhooks {
  /** Newest first, at most `limit`. */
  list(
    reader: Pick<PlatformReader, 'query'>,
    filter: { readonly source?: string; readonly status?: string; readonly limit: number },
  ): Promise<readonly WebhookRow[]>;
  show(reader: Pick<PlatformReader, 'query'>, id: string): Promise<WebhookRow | undefined>;
  retry(
    parts: Pick<ServiceParts, 'commands' | 'platformKeys' | 'secretsDatabase'>,
    id: string,
    context: CommandContext,
  ): Promise<object>;
}

/** A service: a process starts it by its name. */
export interface ServiceDefinition {
  readonly name: string;
  readonly features: readonly Feature[];
  /** Builds the parts of its own commands and handlers from the parts that the process provides. */
  readonly parts?: (parts: ServiceParts) => ServiceParts;
  /** Ordinary tables of the service; read models need none. */
  readonly migrations?: readonly Migration[];
  /** Its followers of the log, beside projections and reactors. */
  readonly followers?: readonly Follower[];
  /**
   * Settings that a deployment gives to this service, beside the common ones. `required`: it is not deployed without
   * the setting. `npm run contracts:generate` writes them into the files of a deployment.
   */
  readonly settings?: Readonly<Partial<Record<keyof typeof SETTINGS, 'required' | 'optional'>>>;
  /** The database role of its secret tables, if it has any. */
  readonly secretsRole?: Role;
  /** Its `SIGNING_KEY` is the platform's, which signs access tokens. */
  readonly issuesAccessTokens?: true;
  /** Creates the platform's own people, in the one service that does. */
  readonly administrators?: Administrators;
  /** Records and carries out operators' requests, in the one service that does. */
  readonly operators?: Operators;
  /** Takes what HR systems send, in the one service that does. */
  readonly webhooks?: Webhooks;
  /** Knows the recipients of its mails; a service with mails has one. */
  readonly mailRecipient?: (parts: ServiceParts) => LookUpRecipient;
  /** Makes the tokens of the links in its mails. */
  readonly mailTokens?: (parts: ServiceParts) => TokenOf;
  /** The organisations for which the jobs of this service run, if one has the scope `organization`. */
  readonly scheduledOrganizations?: (parts: ServiceParts) => AsyncIterable<ScheduledOrganization>;
  /** Runs at every start of a process with this service; the start waits for it. */
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

/** Every contract of a service with its handler. */
export function wiringsOf({ features }: ServiceDefinition): readonly Wiring[] {
  return features.flatMap(({ wirings }) => wirings.flat());
}
