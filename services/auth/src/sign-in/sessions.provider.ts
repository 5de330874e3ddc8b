import type { SignedIn, SignedInUser } from '#contracts/auth/signed-in';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { LONGEST_SESSIONS, type SessionPolicy } from '#contracts/tenancy/session-policy';
import type { Commands } from '#libs/event-sourcing';
import { issueAccessToken, type AccessClaims, type Actor, type SigningKey } from '#libs/identity';
import { account, type Account } from '../account/account';
import { identityProvider, isInForce } from '../identity-provider/identity-provider';
import type { CsrfTokens } from './csrf-tokens.provider';
import { hasLivePassword, members, sessionsSince, type Member } from '../members/members';
import type { Leaves } from '../leave/leaves.provider';
import type { StoredSession } from '../session/refresh-tokens.store';

/** A session that may go on, and the claims of its tokens. */
export interface Admitted {
  readonly session: StoredSession;
  readonly claims: AccessClaims & { readonly csrfToken: string };
  /** Of its organisation. */
  readonly policy: SessionPolicy;
  readonly user: SignedInUser;
}

/** The actor of what a session does by itself, before or without a token: no roles. */
export function actorIn({ accountId, membershipId }: Pick<StoredSession, 'accountId' | 'membershipId'>): Actor {
  return { id: membershipId ?? accountId, accountId, type: 'user', roles: [] };
}

/** The tenant of a session's stream. */
export function tenantOf({ organizationId }: Pick<StoredSession, 'organizationId'>): string {
  return organizationId ?? PLATFORM;
}

/** Makes the answer of a sign-in: tokens with the account's present access, read from the log's own streams. */
export class Sessions {
  constructor(
    private readonly commands: Commands,
    private readonly signingKey: SigningKey,
    private readonly csrfTokens: Pick<CsrfTokens, 'of'>,
    private readonly leaves: Pick<Leaves, 'over'>,
  ) {}

  /**
   * Every check that may refuse a session, before anything is changed for it.
   * @throws DomainError `SESSION_ENDED` when the membership is not active, was interrupted or its employment is over, or when the password that
   * somebody else set, or the identity of a provider, is void by now; `ORGANIZATION_SUSPENDED`
   */
  async admit(session: StoredSession): Promise<Admitted> {
    const { accountId, sessionId } = session;
    const { state, revision: accountVersion } = await this.commands.state(account, PLATFORM, accountId);
    if (accountVersion === 'none') throw new DomainError('SESSION_ENDED');
    const at = await this.membershipOf(session);
    const isBound = session.method !== 'password';
    // Without a membership only roles in the platform lead into an organisation.
    if (at && !at.member && state.platformRoles.length === 0) throw new DomainError('SESSION_ENDED');
    if (isBound && !(at?.member && (await this.isGood(session.method, at.member, session, state)))) {
      throw new DomainError('SESSION_ENDED');
    }
    return {
      session: {
        ...session,
        membershipVersion: at?.claims.version ?? null,
        organizationVersion: at?.claims.organizationVersion ?? null,
      },
      policy: at?.policy ?? LONGEST_SESSIONS,
      claims: {
        accountId,
        accountVersion,
        sessionId,
        csrfToken: await this.csrfTokens.of(sessionId),
        platformRoles: isBound ? [] : state.platformRoles,
        ...(isBound && { isBound }),
        ...(!isBound && state.mustChange && { mustChangePassword: true as const }),
        ...(!isBound && isConfirmed(session, state) && { secondFactor: true as const }),
        ...(at && { membership: at.claims }),
      },
      user: shownUser(session, isBound && at?.member ? at.member : state),
    };
  }

  signedIn({ claims, user }: Admitted, refreshToken: string, now: string): SignedIn {
    const { token, expiresIn } = issueAccessToken(this.signingKey, claims, Date.parse(now));
    const { csrfToken } = claims;
    return { accessToken: token, tokenType: 'Bearer', expiresIn, refreshToken, csrfToken, user };
  }

  /** Whether the organisation still signs the person in by this method. */
  private async isGood(
    method: StoredSession['method'],
    member: Member,
    { organizationId }: StoredSession,
    { proofs }: Pick<Account, 'proofs'>,
  ): Promise<boolean> {
    if (method === 'organization_password') return hasLivePassword(member, { proofs });
    const { state } = await this.commands.state(identityProvider, organizationId ?? '', organizationId ?? '');
    return isInForce(member.identity, state);
  }

  private async membershipOf(session: StoredSession) {
    const { organizationId, membershipId, membershipVersion, organizationVersion } = session;
    if (organizationId === null) return undefined;
    const [{ state, revision }, organization] = await Promise.all([
      this.commands.state(members, organizationId, organizationId),
      this.commands.state(organizationFacts, organizationId, organizationId),
    ]);
    const member = membershipId === null ? undefined : state.get(membershipId);
    if (membershipId !== null && (member?.status !== 'active' || revision === 'none')) {
      throw new DomainError('SESSION_ENDED');
    }
    if (membershipId !== null && (await this.leaves.over([membershipId])).has(membershipId)) {
      throw new DomainError('SESSION_ENDED');
    }
    // A session from before a deactivation does not come back with the reactivation.
    if (member && membershipVersion !== null && membershipVersion < sessionsSince(member))
      throw new DomainError('SESSION_ENDED');
    // Nor does one from before a suspension.
    const { status, statusSince, sessions: policy } = organization.state;
    if (organizationVersion !== null && organizationVersion < statusSince) throw new DomainError('SESSION_ENDED');
    if (status === 'suspended') throw new DomainError('ORGANIZATION_SUSPENDED');
    const { roles, since } = member ?? { roles: [], since: 0 };
    const version = revision === 'none' ? 0 : revision;
    const versions = { version, since, organizationVersion: Number(organization.revision) };
    const as = membershipId === null ? {} : { membershipId };
    return { member, policy, claims: { organizationId, ...as, roles, ...versions } };
  }
}

/** A factor that was removed since confirms nothing; one of a provider is the provider's. */
function isConfirmed({ factors }: Pick<StoredSession, 'factors'>, { factorId }: Pick<Account, 'factorId'>): boolean {
  return factors.some((factor) => factorId !== null || (factor !== 'totp' && factor !== 'recovery_code'));
}

/** A session that is bound to its organisation is shown the organisation's copy of the person. */
function shownUser(
  { accountId, membershipId, organizationId }: StoredSession,
  { email, name }: Pick<Account | Member, 'email' | 'name'>,
): SignedInUser {
  return { id: membershipId ?? accountId, email: email ?? '', name: name ?? '', organizationId };
}
