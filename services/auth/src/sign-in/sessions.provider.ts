import type { SignedIn, SignedInUser } from '#contracts/auth/signed-in';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import type { Commands } from '#libs/event-sourcing';
import { issueAccessToken, type AccessClaims, type SigningKey } from '#libs/identity';
import type { TenantReader } from '#libs/read-models';
import { account } from '../account/account';
import { members } from '../members/members';
import { AccountRow } from '../members/user.entity';
import type { StoredSession } from '../session/refresh-tokens.store';

/** A session that may go on, and the claims of its tokens. */
export interface Admitted {
  readonly session: StoredSession;
  readonly claims: AccessClaims;
  readonly user: SignedInUser;
}

/** Makes the answer of a sign-in: tokens with the account's present access, read from the log's own streams. */
export class Sessions {
  constructor(
    private readonly commands: Commands,
    private readonly reader: Pick<TenantReader, 'queryAccount'>,
    private readonly signingKey: SigningKey,
  ) {}

  /**
   * Every check that may refuse a session, before anything is changed for it.
   * @throws DomainError `SESSION_ENDED` when the membership is not active or was interrupted, `ORGANIZATION_SUSPENDED`,
   * `SERVICE_UNAVAILABLE` when name and address cannot be read yet
   */
  async admit(session: StoredSession): Promise<Admitted> {
    const { accountId, sessionId, organizationId } = session;
    const [{ state, revision }, membership, row] = await Promise.all([
      this.commands.state(account, PLATFORM, accountId),
      organizationId === null ? undefined : this.membershipOf(session, organizationId),
      this.reader.queryAccount(accountId, (rows) => rows.findOneBy(AccountRow, { tenantId: PLATFORM, accountId })),
    ]);
    if (revision === 'none') throw new DomainError('SESSION_ENDED');
    if (!row) throw new DomainError('SERVICE_UNAVAILABLE', 'The account cannot be read yet; try again in a moment');
    const { platformRoles } = state;
    return {
      session: {
        ...session,
        membershipVersion: membership?.version ?? null,
        organizationVersion: membership?.organizationVersion ?? null,
      },
      claims: { accountId, accountVersion: revision, sessionId, platformRoles, ...(membership && { membership }) },
      user: { id: accountId, email: row.email ?? '', name: row.name ?? '', organizationId },
    };
  }

  signedIn({ claims, user }: Admitted, refreshToken: string, now: string): SignedIn {
    const { token, expiresIn } = issueAccessToken(this.signingKey, claims, Date.parse(now));
    return { accessToken: token, tokenType: 'Bearer', expiresIn, refreshToken, user };
  }

  private async membershipOf(session: StoredSession, organizationId: string) {
    const { accountId, membershipVersion, organizationVersion } = session;
    const [{ state, revision }, organization] = await Promise.all([
      this.commands.state(members, organizationId, organizationId),
      this.commands.state(organizationFacts, organizationId, organizationId),
    ]);
    const member = state.get(accountId);
    if (member?.status !== 'active' || revision === 'none') throw new DomainError('SESSION_ENDED');
    // A session from before a deactivation does not come back with the reactivation.
    if (membershipVersion !== null && membershipVersion < member.since) throw new DomainError('SESSION_ENDED');
    // Nor does one from before a suspension.
    const { status, statusSince } = organization.state;
    if (organizationVersion !== null && organizationVersion < statusSince) throw new DomainError('SESSION_ENDED');
    if (status === 'suspended') throw new DomainError('ORGANIZATION_SUSPENDED');
    const standing = { version: revision, since: member.since, organizationVersion: Number(organization.revision) };
    return { organizationId, roles: member.roles, ...standing };
  }
}
