import type { Pool } from 'pg';
import type { ContractClass } from '#contracts/declare/contract';
import type { EventLog, Position } from '#libs/event-log';
import type { Commands, EventCodec, LogFeed, Reservations, StateWaits } from '#libs/event-sourcing';
import type { CommandContext, SigningKey } from '#libs/identity';
import type { Imports } from '#libs/imports';
import type { Reply } from '#libs/messaging';
import type { PlatformKeys, SubjectKeys } from '#libs/privacy';
import type { KnownTime, ProjectionOperations } from '#libs/projections';
import type { PlatformReader, TenantReader } from '#libs/read-models';
import type { Storage } from '#libs/storage';
import type { ParkedWork } from './parked-work';

/** The progress of the read models. */
export interface ReadProgress {
  /** Waits until every named projection has reached the position; `false` if the time is up before. */
  waitFor(projections: readonly string[], position: Position, timeoutMs: number): Promise<boolean>;
  /** The time of recording up to which the rows show everything, once they have caught up or the wait is over. */
  known(projections: readonly string[], timeoutMs: number): Promise<KnownTime>;
  /** Resolves when every named projection is filled; undefined when all are known to be. */
  filling(projections: readonly string[]): Promise<void> | undefined;
}

/**
 * Sends commands as the service itself, on behalf of the context's actor, with a token for the one tenant and subject.
 * The contract must name the service in `sentBy`.
 */
export interface ServiceSender {
  send<Payload extends object, Answer>(
    contract: ContractClass<Payload>,
    payload: Payload,
    context: CommandContext,
  ): Promise<Reply<Answer>>;
}

/** The parts that the mechanisms of a process provide to a service. */
export interface MechanismParts {
  readonly storage?: Storage;
  /** For a service whose features declare imports. */
  readonly imports?: Imports;
}

/** The parts that a process provides to each of its services. */
export interface ServiceParts extends MechanismParts {
  /** The service's name. */
  readonly service: string;
  readonly log: EventLog;
  /** The one reader of the log in the process. */
  readonly feed: LogFeed;
  readonly commands: Commands;
  readonly tenantReader: Pick<TenantReader, 'query' | 'queryAccount' | 'queryEach'>;
  readonly platformReader: Pick<PlatformReader, 'query'>;
  readonly progress: ReadProgress;
  readonly waits: Pick<StateWaits, 'until'>;
  readonly sender: ServiceSender;
  readonly reservations: Pick<Reservations, 'holderOf' | 'eraseFormer'>;
  readonly codec: EventCodec;
  readonly operations: ProjectionOperations;
  readonly parked: ParkedWork;
  readonly signingKey: SigningKey;
  /** Keys of the platform, wrapped by the master key. */
  readonly platformKeys: Pick<PlatformKeys, 'key'>;
  /** Keys of persons: for personal data in tables of the service's own. */
  readonly subjectKeys: Pick<SubjectKeys, 'current' | 'byId'>;
  /** For a service with a `secretsRole`. */
  readonly secretsDatabase?: Pool;
  readonly config: object;
}
