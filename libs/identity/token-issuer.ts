import { randomUUID } from 'node:crypto';
import { sign } from 'jsonwebtoken';
import type { SigningKey } from './signing-key';

/** The issuer and audience of every token. */
export const ISSUER = 'opsledger';
export const AUDIENCE = 'opsledger';

/** RFC 9068. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';
export const SERVICE_TOKEN_TYPE = 'service+jwt';

export const ACCESS_TOKEN_SECONDS = 15 * 60;
export const SERVICE_TOKEN_SECONDS = 60;
/** The longest life of a token that an API key was exchanged for. */
export const KEY_TOKEN_SECONDS = 5 * 60;

/** The claims of an access token about a session. */
export interface AccessClaims {
  readonly accountId: string;
  /** The revision of the account's stream that this was read from. */
  readonly accountVersion: number;
  readonly sessionId: string;
  /** The organisation acted in, with the membership's roles and its stream's revision; absent without one. */
  readonly membership?: {
    readonly organizationId: string;
    /** Absent for a person of the platform who acts in an organisation without being a member. */
    readonly membershipId?: string;
    readonly roles: readonly string[];
    readonly version: number;
    /** The revision of that stream at which the membership began, or was last given back. */
    readonly since: number;
    /** The revision of the organisation's stream: a suspension after it ends the session for good. */
    readonly organizationVersion: number;
  };
  readonly platformRoles: readonly string[];
  /** Signed in by a password that the organisation set. */
  readonly isBound?: true;
  /** The password was made up for the person. */
  readonly mustChangePassword?: true;
  /** For changes by a session in cookies. */
  readonly csrfToken?: string;
  /** The session has confirmed a second factor that is still in force. */
  readonly secondFactor?: true;
  /** The session is an API key, whose id is the session's. */
  readonly key?: KeyClaims;
}

export interface KeyClaims {
  /** The most that the key may do, of what its owner may do. */
  readonly scopes: readonly string[];
  /** The owner has no login: `accountId` is its own id. */
  readonly ofServiceAccount: boolean;
  /** Epoch milliseconds; no token of the key outlives it. */
  readonly expiresAt: number;
}

/** The claims of a service that works without a caller: one tenant, one bus subject. */
export interface ServiceClaims {
  /** `inventory`. */
  readonly service: string;
  readonly tenantId: string;
  readonly subject: string;
  /** The actor of the cause. */
  readonly onBehalfOf?: string;
}

/** The claims of a token beside the registered ones. */
export interface TokenClaims {
  readonly sid?: string;
  readonly org?: string;
  /** The membership acted as. */
  readonly mid?: string;
  /** Bound to the organisation. */
  readonly bound?: true;
  /** The password has to be changed before anything else. */
  readonly must_change_password?: true;
  /** To be shown beside the token where that is in a cookie. */
  readonly csrf?: string;
  /** A second factor was confirmed. */
  readonly second_factor?: true;
  /** Of an API key's token alone. */
  readonly scopes?: readonly string[];
  readonly service_account?: true;
  readonly roles?: readonly string[];
  readonly platform_roles?: readonly string[];
  readonly account_version?: number;
  readonly membership_version?: number;
  readonly membership_since?: number;
  readonly organization_version?: number;
  readonly subject?: string;
  readonly obo?: string;
}

export interface IssuedToken {
  readonly token: string;
  /** Seconds from `now`. */
  readonly expiresIn: number;
}

/** An access token for a session. Only auth issues these, since only its key is published for them. */
export function issueAccessToken(key: SigningKey, claims: AccessClaims, now: number): IssuedToken {
  const { membership, key: apiKey } = claims;
  const payload: TokenClaims = {
    sid: claims.sessionId,
    ...(membership && {
      org: membership.organizationId,
      ...(membership.membershipId !== undefined && { mid: membership.membershipId }),
      membership_version: membership.version,
      membership_since: membership.since,
      organization_version: membership.organizationVersion,
    }),
    ...(claims.isBound && { bound: true }),
    ...(claims.mustChangePassword && { must_change_password: true }),
    ...(claims.csrfToken !== undefined && { csrf: claims.csrfToken }),
    ...(claims.secondFactor && { second_factor: true }),
    ...(apiKey && { scopes: apiKey.scopes, ...(apiKey.ofServiceAccount && { service_account: true }) }),
    roles: membership?.roles ?? [],
    platform_roles: claims.platformRoles,
    account_version: claims.accountVersion,
  };
  const seconds = apiKey ? keySeconds(apiKey, now) : ACCESS_TOKEN_SECONDS;
  return issue(key, payload, { type: ACCESS_TOKEN_TYPE, sub: claims.accountId, seconds, now });
}

function keySeconds({ expiresAt }: KeyClaims, now: number): number {
  return Math.min(KEY_TOKEN_SECONDS, Math.floor((expiresAt - now) / 1_000));
}

/** A service's own token, signed with its own key. */
export function issueServiceToken(key: SigningKey, claims: ServiceClaims, now: number): IssuedToken {
  const payload: TokenClaims = {
    org: claims.tenantId,
    subject: claims.subject,
    ...(claims.onBehalfOf !== undefined && { obo: claims.onBehalfOf }),
  };
  const sub = `service:${claims.service}`;
  return issue(key, payload, { type: SERVICE_TOKEN_TYPE, sub, seconds: SERVICE_TOKEN_SECONDS, now });
}

function issue(
  key: SigningKey,
  payload: TokenClaims,
  { type, sub, seconds, now }: { type: string; sub: string; seconds: number; now: number },
): IssuedToken {
  const iat = Math.floor(now / 1_000);
  const registered = { iss: ISSUER, aud: AUDIENCE, sub, iat, exp: iat + seconds, jti: randomUUID() };
  const header = { alg: 'ES256', kid: key.kid, typ: type } as const;
  const token = sign({ ...registered, ...payload }, key.privateKey, { algorithm: 'ES256', header });
  return { token, expiresIn: seconds };
}
