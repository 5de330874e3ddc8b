/** What a token says, once its signature, its issuer and its times have been checked. */
export interface VerifiedToken {
  /** An account's id, or `service:<name>`. */
  readonly sub: string;
  readonly type: 'user' | 'service';
  /** The organisation acted in; absent for a session without one. */
  readonly organizationId?: string;
  readonly sessionId?: string;
  /** Roles of the membership in that organisation. */
  readonly roles: readonly string[];
  /** Roles of the platform, in force in every organisation. */
  readonly platformRoles: readonly string[];
  /** Of a service's token: the one bus subject that it may be used for. */
  readonly subject?: string;
  /** Of a service's token: the actor of the cause. */
  readonly onBehalfOf?: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * Checks an access token or a service's token and gives its claims. Rejects with the `DomainError` `UNAUTHENTICATED`
 * (no token, a bad one, an expired one) or `SESSION_ENDED`. Called once per message: a token found good is remembered
 * until it expires.
 */
export type TokenVerifier = (token: string) => Promise<VerifiedToken>;
