/** What every event's metadata holds. `ip` and `userAgent` are encrypted under the actor's key. */
export interface EventMetadata {
  readonly tenantId: string;
  readonly actorId: string;
  readonly actorType: string;
  readonly actorRoles: readonly string[];
  readonly onBehalfOf?: string;
  readonly requestId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly commandId: string;
  /** Where an idempotency key was given: tells its payload from another. */
  readonly payloadDigest?: string;
  /** ISO 8601 UTC with milliseconds: the `now` of the decision. */
  readonly occurredAt: string;
  readonly schemaVersion: number;
  readonly traceparent?: string;
  readonly ip?: string;
  readonly userAgent?: string;
}
