import { createHash } from 'node:crypto';
import { type JwtPayload, decode, verify } from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import { DomainError } from '#contracts/errors';
import type { ResolvedAccess } from './access';
import type { OrganizationQuota } from './published-quotas';
import type { PublishedKeys, VerificationKey } from './published-keys';
import { ACCESS_TOKEN_TYPE, AUDIENCE, ISSUER, SERVICE_TOKEN_TYPE, type TokenClaims } from './token-issuer';

/** The content of a token whose signature, issuer and times have been checked. */
export interface VerifiedToken {
  /** An account's id, or `service:<name>`. */
  readonly sub: string;
  readonly type: 'user' | 'service';
  /** The organisation acted in; absent for a session without one. */
  readonly organizationId?: string;
  /** The membership acted as; absent outside of an organisation, and for a person of the platform in one. */
  readonly membershipId?: string;
  /** Signed in by a password that the organisation set; see `Actor.isBound`. */
  readonly isBound?: true;
  /** The password was made up for the person: nothing but its change is permitted. */
  readonly mustChangePassword?: true;
  /** To be shown with a change where the token is in a cookie. */
  readonly csrfToken?: string;
  /** The session has confirmed a second factor. */
  readonly secondFactor?: true;
  /** The organisation requires a second factor, which the session has not confirmed; no token says so by itself. */
  readonly needsSecondFactor?: true;
  readonly sessionId?: string;
  /** Of an API key: the most that it may do, of what its owner may do. The session is the key. */
  readonly scopes?: readonly string[];
  /** The key's owner is a member without a login. */
  readonly isServiceAccount?: true;
  /** Roles of the membership in that organisation. */
  readonly roles: readonly string[];
  /** Roles of the platform, in force in every organisation. */
  readonly platformRoles: readonly string[];
  /** Revisions of the account's and the membership's streams when it was issued; see `AccessVersions`. */
  readonly accountVersion?: number;
  readonly membershipVersion?: number;
  /** Revision of the membership's stream at which it began; absent in a token of an older release. */
  readonly membershipSince?: number;
  /** Revision of the organisation's stream when it was issued. */
  readonly organizationVersion?: number;
  /** Of a service's token: the one bus subject that it may be used for. */
  readonly subject?: string;
  /** Of a service's token: the actor of the cause. */
  readonly onBehalfOf?: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** The session has proven password or second factor again a moment ago; no token says so by itself. */
  readonly steppedUp?: true;
  /** The bearer's permissions, once resolved from roles that are data. Absent: those of the built-in roles. */
  readonly access?: ResolvedAccess;
  /** The quota of the organisation, once read. Absent: none is published yet. */
  readonly quota?: OrganizationQuota;
}

/**
 * Checks an access token or a service's token and returns its claims. Rejects with the `DomainError` `UNAUTHENTICATED`
 * (no token, a bad one, an expired one) or `SESSION_ENDED`. Called once per message: a good token is cached for a
 * while, at most until it expires.
 */
export type TokenVerifier = (token: string) => Promise<VerifiedToken>;

/** Far above any token of ours; longer text is not even parsed. */
const MAX_TOKEN_LENGTH = 8_192;

/** How far two machines' clocks may differ, in seconds. */
const CLOCK_TOLERANCE_SECONDS = 5;

const REMEMBERED_TOKENS = 10_000;

/** How long a token is good without another check of its key, which may have been revoked. */
const REMEMBERED_MS = 30_000;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A verifier that knows the published keys. `now` in epoch milliseconds. */
export function tokenVerifier(keys: Pick<PublishedKeys, 'find'>, now: () => number = Date.now): TokenVerifier {
  // By hash, so that no usable token lies in memory and a lookup compares nothing that a caller could probe.
  const remembered = new LRUCache<string, { readonly token: VerifiedToken; readonly since: number }>({
    max: REMEMBERED_TOKENS,
  });
  return async (token) => {
    if (token.length > MAX_TOKEN_LENGTH) throw unauthenticated();
    const hash = createHash('sha256').update(token).digest('base64');
    const known = remembered.get(hash);
    if (known) {
      if (known.token.expiresAt <= now()) throw unauthenticated();
      if (known.since + REMEMBERED_MS > now()) return known.token;
    }
    const verified = await check(token, keys, now());
    remembered.set(hash, { token: verified, since: now() });
    return verified;
  };
}

async function check(token: string, keys: Pick<PublishedKeys, 'find'>, now: number): Promise<VerifiedToken> {
  const header = headerOf(token);
  if (header?.alg !== 'ES256' || typeof header.kid !== 'string' || header['crit'] !== undefined) {
    throw unauthenticated();
  }
  const key = await keys.find(header.kid);
  if (!key) throw unauthenticated();
  const claims = verifiedClaims(token, key, now);
  if (header.typ === ACCESS_TOKEN_TYPE) return userToken(claims, key);
  if (header.typ === SERVICE_TOKEN_TYPE) return serviceToken(claims, key);
  throw unauthenticated();
}

function headerOf(
  token: string,
): (Record<string, unknown> & { alg?: string; kid?: unknown; typ?: string }) | undefined {
  try {
    return decode(token, { complete: true })?.header as never;
  } catch {
    // The content is not JSON, so this is no token.
    return undefined;
  }
}

function verifiedClaims(token: string, key: VerificationKey, now: number): JwtPayload & TokenClaims {
  try {
    const claims = verify(token, key.publicKey, {
      algorithms: ['ES256'],
      issuer: ISSUER,
      audience: AUDIENCE,
      clockTimestamp: Math.floor(now / 1_000),
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    });
    if (typeof claims !== 'string' && typeof claims.exp === 'number' && typeof claims.sub === 'string') return claims;
  } catch {
    // The library's reason is not passed on: a caller learns only that the token is refused.
  }
  throw unauthenticated();
}

/** Only auth's key may speak for people. */
function userToken(claims: JwtPayload & TokenClaims, key: VerificationKey): VerifiedToken {
  const { sub, sid, org, mid, roles, scopes, platform_roles: platformRoles } = claims;
  if (key.owner !== 'auth' || !isUuid(sub) || !isUuid(sid) || !(org === undefined || isUuid(org))) {
    throw unauthenticated();
  }
  if (!(mid === undefined || (isUuid(mid) && org !== undefined))) throw unauthenticated();
  if (!isNames(roles) || !isNames(platformRoles)) throw unauthenticated();
  if (scopes !== undefined && !(isNames(scopes) && mid !== undefined)) throw unauthenticated();
  return {
    sub,
    type: 'user',
    sessionId: sid,
    ...(org !== undefined && { organizationId: org }),
    ...(mid !== undefined && { membershipId: mid }),
    ...(claims.bound && { isBound: true }),
    ...(claims.must_change_password && { mustChangePassword: true }),
    ...(typeof claims.csrf === 'string' && { csrfToken: claims.csrf }),
    ...(claims.second_factor && { secondFactor: true }),
    ...(scopes && { scopes, ...(claims.service_account && { isServiceAccount: true }) }),
    roles,
    platformRoles,
    ...(typeof claims.account_version === 'number' && { accountVersion: claims.account_version }),
    ...(typeof claims.membership_version === 'number' && { membershipVersion: claims.membership_version }),
    ...(typeof claims.membership_since === 'number' && { membershipSince: claims.membership_since }),
    ...(typeof claims.organization_version === 'number' && { organizationVersion: claims.organization_version }),
    expiresAt: expiry(claims),
  };
}

/** A service's key speaks for that service alone. */
function serviceToken(claims: JwtPayload & TokenClaims, key: VerificationKey): VerifiedToken {
  const { sub, org, subject, obo } = claims;
  if (key.owner === 'auth' || key.owner !== sub || !isUuid(org) || typeof subject !== 'string') {
    throw unauthenticated();
  }
  return {
    sub,
    type: 'service',
    organizationId: org,
    roles: [],
    platformRoles: [],
    subject,
    ...(typeof obo === 'string' && { onBehalfOf: obo }),
    expiresAt: expiry(claims),
  };
}

function expiry(claims: JwtPayload): number {
  return ((claims.exp as number) + CLOCK_TOLERANCE_SECONDS) * 1_000;
}

function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function unauthenticated(): DomainError {
  return new DomainError('UNAUTHENTICATED');
}
