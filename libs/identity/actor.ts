import type { ResolvedAccess } from './access';

/** Who does something. No name and no address: those are personal data and live under their key. */
export interface Actor {
  /** An account's id, or `service:<name>` for work without a caller. */
  readonly id: string;
  readonly type: 'user' | 'service' | 'cli' | 'api_key';
  /** The roles in force for this request: of the membership and of the platform. */
  readonly roles: readonly string[];
  /** What they may do, as it was resolved with their token. Absent: what the built-in roles give; see `accessOf`. */
  readonly access?: ResolvedAccess;
}

/**
 * The circumstances of one request: passed explicitly from the edge to the event's metadata. The tenant is part of it,
 * so nothing can be done without one.
 */
export interface RequestContext {
  /** The organisation acted in, or `PLATFORM`. */
  readonly tenantId: string;
  readonly actor: Actor;
  /** The actor of the cause, where a service acts. */
  readonly onBehalfOf?: string;
  readonly sessionId?: string;
  readonly requestId: string;
  readonly correlationId: string;
  /** The event or request that caused this. */
  readonly causationId: string;
  /** W3C trace context. */
  readonly traceparent?: string;
  readonly ip?: string;
  readonly userAgent?: string;
  /** The states of a resource that the caller has, with commas between, or `*`: `If-None-Match`. */
  readonly ifNoneMatch?: string;
  /** Epoch milliseconds after which nobody waits for the answer. */
  readonly deadline: number;
}

/** A request that changes something: its id is fixed before it is sent, so that it can be repeated. */
export interface CommandContext extends RequestContext {
  /** UUIDv5 of the idempotency key's scope or of the causing event; random otherwise. */
  readonly commandId: string;
  /** Tells what was asked under an idempotency key from something else under the same key: eight hexadecimal digits. */
  readonly payloadDigest?: string;
  /** When the command was taken, ISO 8601 UTC with milliseconds: the `now` of its decision. */
  readonly now: string;
  /** The entity tag that the stream must still be at (the revision of its last fact), or several with commas between: `If-Match`. */
  readonly ifMatch?: string;
}
