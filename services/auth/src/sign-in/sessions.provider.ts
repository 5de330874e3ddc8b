import { Inject, Injectable } from '@nestjs/common';
import type { SignedIn } from '#contracts/auth/signed-in';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import type { Commands } from '#libs/event-sourcing';
import { issueAccessToken, type SigningKey } from '#libs/identity';
import type { PlatformReader } from '#libs/read-models';
import { COMMANDS, PLATFORM_READER, SIGNING_KEY } from '#libs/runtime';
import { account } from '../account/account';
import { members } from '../members/members';
import { AccountRow } from '../members/user.entity';
import { OrganizationRow } from '../organization/organization.entity';
import type { StoredSession } from '../session/refresh-tokens.store';

/** Makes the answer of a sign-in: tokens that say what the account may do now, read from the log's own streams. */
@Injectable()
export class Sessions {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(PLATFORM_READER) private readonly reader: PlatformReader,
    @Inject(SIGNING_KEY) private readonly signingKey: SigningKey,
  ) {}

  /** @throws DomainError `SESSION_ENDED` where the membership is not active, `ORGANIZATION_SUSPENDED` */
  async signedIn(session: StoredSession, refreshToken: string, now: string): Promise<SignedIn> {
    const { accountId, sessionId, organizationId } = session;
    const [{ state, revision }, membership, row] = await Promise.all([
      this.commands.state(account, PLATFORM, accountId),
      organizationId === null ? undefined : this.membershipOf(organizationId, accountId),
      this.reader.query((rows) => rows.findOneBy(AccountRow, { tenantId: PLATFORM, accountId })),
    ]);
    if (revision === 'none' || !row) throw new DomainError('SESSION_ENDED');
    const claims = {
      accountId,
      accountVersion: revision,
      sessionId,
      platformRoles: state.platformRoles,
      ...(membership && { membership }),
    };
    const { token, expiresIn } = issueAccessToken(this.signingKey, claims, Date.parse(now));
    const user = { id: accountId, email: row.email ?? '', name: row.name ?? '', organizationId };
    return { accessToken: token, tokenType: 'Bearer', expiresIn, refreshToken, user };
  }

  private async membershipOf(organizationId: string, accountId: string) {
    const [{ state, revision }, organization] = await Promise.all([
      this.commands.state(members, organizationId, organizationId),
      this.reader.query((rows) => rows.findOneBy(OrganizationRow, { tenantId: organizationId, organizationId })),
    ]);
    const member = state.get(accountId);
    if (member?.status !== 'active' || revision === 'none') throw new DomainError('SESSION_ENDED');
    if (organization?.status === 'suspended') throw new DomainError('ORGANIZATION_SUSPENDED');
    return { organizationId, roles: member.roles, version: revision };
  }
}
