import type { Position } from '../values/position';
import type { DomainEvent } from './event';

/** The effect of an event on its entity: it changes fields, it happened, or it records a refusal. */
export type EventEffect = 'change' | 'occurrence' | 'refusal';

/**
 * The subject of an event, for readers that do not know its type. It is recorded with the event, so that the audit
 * trail of an older release has an entry for it.
 */
export interface EventSubject {
  /** As the event is declared: `stock.received`. */
  readonly action: string;
  readonly entityType: string;
  readonly entityId: string;
  /** The entity's name, when the event has it and it is not personal. */
  readonly label?: string;
  readonly effect: EventEffect;
}

/** The metadata of every event, flat. `ip` and `userAgent` are encrypted under the actor's key. */
export interface EventMetadata extends EventSubject {
  readonly tenantId: string;
  readonly actorId: string;
  readonly actorType: string;
  readonly actorRoles: readonly string[];
  readonly onBehalfOf?: string;
  readonly requestId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly commandId: string;
  /** Of a command with an idempotency key: a digest of its payload. */
  readonly payloadDigest?: string;
  /** ISO 8601 UTC with milliseconds: the `now` of the decision. */
  readonly occurredAt: string;
  readonly schemaVersion: number;
  readonly traceparent?: string;
  readonly ip?: string;
  readonly userAgent?: string;
}

/** All the way down; what is no object is left as it is. */
export type Immutable<T> = T extends object ? { readonly [Key in keyof T]: Immutable<T[Key]> } : T;

/** A recorded event, decoded: upcast to today's shape, personal fields decrypted (null where the key is gone). */
export interface Recorded<Event extends DomainEvent = DomainEvent> {
  readonly type: Event['type'];
  readonly data: Immutable<Event['data']>;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly id: string;
  readonly recordedAt: string;
  readonly tenantId: string;
  /** Parsed when first asked for. */
  readonly metadata: EventMetadata;
}
