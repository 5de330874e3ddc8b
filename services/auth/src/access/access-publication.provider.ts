import type { Pool } from 'pg';
import { PLATFORM } from '#contracts/permissions';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import type { Commands } from '#libs/event-sourcing';
import { publishAccess } from '#libs/identity';
import { account } from '../account/account';
import { members } from '../members/members';
import { RefreshTokens } from '../session/refresh-tokens.store';
import { session } from '../session/session';

/**
 * Publishes the logged state of an organisation, an account, a membership or a session to every gateway. It publishes the log's state
 * and not a command's outcome, so it may run any number of times, late and several at once: an older state changes
 * nothing. A command publishes before it answers; the reactor publishes again, for a command that was cut off in
 * between.
 */
export class AccessPublication {
  constructor(
    private readonly commands: Commands,
    private readonly database: Pool,
    private readonly refreshTokens: RefreshTokens,
  ) {}

  /** Returns the revision of the membership's last event; earlier tokens are refused from then on. */
  async membership(organizationId: string, id: string): Promise<number> {
    const { state } = await this.commands.state(members, organizationId, organizationId);
    const member = state.get(id);
    if (!member) return 0;
    const { revision: version, status } = member;
    const ended = status === 'inactive' || status === 'removed';
    if (ended) await this.refreshTokens.endIn(id, version);
    await publishAccess(this.database, [{ kind: 'membership', id, version, ended }]);
    return version;
  }

  /** Returns the revision of the last suspension or reactivation; earlier sessions and tokens do not come back. */
  async organization(organizationId: string): Promise<number> {
    const { state } = await this.commands.state(organizationFacts, organizationId, organizationId);
    const { status, statusSince: version } = state;
    if (status === 'absent' || version === 0) return 0;
    await this.refreshTokens.endOfOrganization(organizationId, version);
    const ended = status === 'suspended';
    await publishAccess(this.database, [{ kind: 'organization', id: organizationId, version, ended }]);
    return version;
  }

  /** Returns the revision of the account's last change of access; earlier tokens are refused from then on. */
  async account(accountId: string): Promise<number> {
    const { state } = await this.commands.state(account, PLATFORM, accountId);
    const { accessRevision: version } = state;
    if (version === 0) return 0;
    await publishAccess(this.database, [{ kind: 'account', id: accountId, version, ended: false }]);
    return version;
  }

  /** Returns the revision of the session's last event. A session that goes on publishes nothing. */
  async session(tenantId: string, sessionId: string): Promise<number> {
    const { state, revision } = await this.commands.state(session, tenantId, sessionId);
    if (revision === 'none') return 0;
    if (state.status !== 'ended') return revision;
    await this.refreshTokens.end(sessionId);
    await publishAccess(this.database, [{ kind: 'session', id: sessionId, version: revision, ended: true }]);
    return revision;
  }
}
