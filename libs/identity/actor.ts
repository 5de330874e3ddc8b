import type { ResolvedAccess } from './access';

/** The actor of a request. Without name and address: those are personal data and are encrypted under their key. */
export interface Actor {
  /**
   * The membership's id in an organisation, else the account's; `service:<name>` for work without a caller. It is what
   * an organisation sees, and the subject under which connection data is encrypted.
   */
  readonly id: string;
  /** The login, for a person and their keys. */
  readonly accountId?: string;
  /** Signed in by a password that the organisation set: nothing outside of it, and nothing of the account, is theirs. */
  readonly isBound?: true;
  /** `api_key`: a key of a person's; `service_account`: a key of a member without a login. */
  readonly type: 'user' | 'service' | 'cli' | 'api_key' | 'service_account';
  /** The roles in force for this request: of the membership and of the platform. */
  readonly roles: readonly string[];
  /** The permissions as resolved with the token. Absent: those of the built-in roles; see `accessOf`. */
  readonly access?: ResolvedAccess;
}

/**
 * The context of one request, passed explicitly from the edge to the event's metadata. It holds the tenant, so nothing
 * can be done without one.
 */
export interface RequestContext {
  /** The organisation acted in, or `PLATFORM`. */
  readonly tenantId: string;
  readonly actor: Actor;
  /** The actor of the cause, when a service acts. */
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
  /**
   * `If-Match`: the states of the resource of which it must have one, separated by commas. Of a thing in a stream that
   * is the revision of its last fact.
   */
  readonly ifMatch?: string;
  /**
   * `If-None-Match`: the states separated by commas, or `*`, of which it must have none. A read answers a caller who has
   * the state without the resource; a change is refused.
   */
  readonly ifNoneMatch?: string;
  /** Epoch milliseconds; afterwards nobody waits for the answer. */
  readonly deadline: number;
}

/** A request that changes something. Its id is fixed before it is sent, so that it can be repeated. */
export interface CommandContext extends RequestContext {
  /** UUIDv5 of the idempotency key's scope or of the causing event; random otherwise. */
  readonly commandId: string;
  /** Eight hexadecimal digits that tell payloads under the same idempotency key apart. */
  readonly payloadDigest?: string;
  /** The time at which the command was taken, ISO 8601 UTC with milliseconds: the `now` of its decision. */
  readonly now: string;
}
