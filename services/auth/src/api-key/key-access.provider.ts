import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import type { Commands } from '#libs/event-sourcing';
import { issueAccessToken, type AccessClaims, type SigningKey } from '#libs/identity';
import { account } from '../account/account';
import { keyOwner } from '../members/key-owner';
import { members } from '../members/members';
import { apiKey } from './api-key';
import type { StoredKey } from './api-keys.store';

/** The access of API keys, read from the log's own streams. */
export class KeyAccess {
  constructor(
    private readonly commands: Commands,
    private readonly signingKey: SigningKey,
  ) {}

  /** The owner of a new key, and the revisions that an end of its access is compared with. @throws DomainError `FORBIDDEN` where nobody of that id is an active member */
  async ownerOf(organizationId: string, membershipId: string) {
    const [{ state, revision }, organization] = await Promise.all([
      this.commands.state(members, organizationId, organizationId),
      this.commands.state(organizationFacts, organizationId, organizationId),
    ]);
    const owner = keyOwner(state, membershipId);
    if (!owner || revision === 'none') {
      throw new DomainError('FORBIDDEN', 'A key belongs to a member of the organisation');
    }
    return { owner, state, membersRevision: revision, organizationRevision: Number(organization.revision) };
  }

  /**
   * A short token of a key that may go on, with its owner's present access.
   * @throws DomainError `UNAUTHENTICATED` when the key has ended, or its owner was deactivated, removed or interrupted;
   * `ORGANIZATION_SUSPENDED`
   */
  async tokenOf(stored: StoredKey, now: string): Promise<{ readonly token: string; readonly expiresAt: string }> {
    const claims = await this.claimsOf(stored, Date.parse(now));
    const { token, expiresIn } = issueAccessToken(this.signingKey, claims, Date.parse(now));
    if (expiresIn < 1) throw ended();
    return { token, expiresAt: new Date(Date.parse(now) + expiresIn * 1_000).toISOString() };
  }

  private async claimsOf({ keyId, organizationId }: StoredKey, now: number): Promise<AccessClaims> {
    const [{ state: key }, { state, revision }, organization] = await Promise.all([
      this.commands.state(apiKey, organizationId, keyId),
      this.commands.state(members, organizationId, organizationId),
      this.commands.state(organizationFacts, organizationId, organizationId),
    ]);
    const { status, statusSince } = organization.state;
    if (status === 'suspended') throw new DomainError('ORGANIZATION_SUSPENDED');
    const owner = keyOwner(state, key.membershipId);
    if (key.status !== 'active' || Date.parse(key.expiresAt) <= now || !owner || revision === 'none') throw ended();
    // A key from before a deactivation, a revocation or a suspension does not come back.
    if (key.membersRevision < owner.keysSince || key.organizationRevision < statusSince) throw ended();
    const { accountId, isServiceAccount, roles, since } = owner;
    return {
      accountId: accountId ?? key.membershipId,
      accountVersion: isServiceAccount ? 0 : await this.accountVersion(accountId),
      sessionId: keyId,
      // A key acts in its organisation alone.
      platformRoles: [],
      membership: {
        organizationId,
        membershipId: key.membershipId,
        roles,
        version: revision,
        since,
        organizationVersion: Number(organization.revision),
      },
      key: { scopes: key.scopes, ofServiceAccount: isServiceAccount, expiresAt: Date.parse(key.expiresAt) },
    };
  }

  private async accountVersion(accountId: string | null): Promise<number> {
    if (accountId === null) throw ended();
    const { revision } = await this.commands.state(account, PLATFORM, accountId);
    if (revision === 'none') throw ended();
    return revision;
  }
}

function ended(): DomainError {
  return new DomainError('UNAUTHENTICATED', 'This API key is not good, or has ended');
}
