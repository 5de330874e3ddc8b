import type { Pool } from 'pg';
import type { ContractClass } from '#contracts/declare/contract';
import type { EventLog, Position } from '#libs/event-log';
import type { Commands, EventCodec, Reservations, StateWaits } from '#libs/event-sourcing';
import type { CommandContext, SigningKey } from '#libs/identity';
import type { Imports } from '#libs/imports';
import type { Reply } from '#libs/messaging';
import type { ProjectionOperations } from '#libs/projections';
import type { PlatformReader, TenantReader } from '#libs/read-models';
import type { Storage } from '#libs/storage';
import type { ParkedWork } from './parked-work';

/** How far the read models are. */
export interface ReadProgress {
  /** Waits until every named projection has reached the position, or the time is up: then `false`. */
  waitFor(projections: readonly string[], position: Position, timeoutMs: number): Promise<boolean>;
  /** Resolves when every named projection is filled; undefined when they are known to be. */
  filling(projections: readonly string[]): Promise<void> | undefined;
}

/**
 * Sends commands as the service itself, with a token of its own for the one tenant and subject, on behalf of the
 * context's actor. The contract must name the service in `sentBy`.
 */
export interface ServiceSender {
  send<Payload extends object, Answer>(
    contract: ContractClass<Payload>,
    payload: Payload,
    context: CommandContext,
  ): Promise<Reply<Answer>>;
}

/** What the mechanisms of a process lend to a service. */
export interface MechanismParts {
  readonly storage?: Storage;
  /** For a service whose features declare imports. */
  readonly imports?: Imports;
}

/** What a process lends to each service that it runs. */
export interface ServiceParts extends MechanismParts {
  /** The service's name. */
  readonly service: string;
  readonly log: EventLog;
  readonly commands: Commands;
  readonly tenantReader: Pick<TenantReader, 'query' | 'queryAccount' | 'queryEach'>;
  readonly platformReader: Pick<PlatformReader, 'query'>;
  readonly progress: ReadProgress;
  readonly waits: Pick<StateWaits, 'until'>;
  readonly sender: ServiceSender;
  readonly reservations: Pick<Reservations, 'holderOf'>;
  readonly codec: EventCodec;
  readonly operations: ProjectionOperations;
  readonly parked: ParkedWork;
  readonly signingKey: SigningKey;
  /** For a service with a `secretsRole`. */
  readonly secretsDatabase?: Pool;
  readonly config: object;
}
