import type { Pool } from 'pg';
import type { AssignedScope } from '#contracts/declare/scope';
import { PLATFORM } from '#contracts/permissions';
import { domainFacts } from '#contracts/tenancy/domain-facts';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import type { Commands } from '#libs/event-sourcing';
import {
  endAssignments,
  endStepUp,
  publishAccess,
  publishAssignments,
  publishQuota,
  publishRoles,
  type AccessChange,
} from '#libs/identity';
import { account } from '../account/account';
import { NONE, members, type Member } from '../members/members';
import type { ServiceAccount } from '../members/service-account-state';
import { apiKey } from '../api-key/api-key';
import type { ApiKeys } from '../api-key/api-keys.store';
import type { RefreshTokens } from '../session/refresh-tokens.store';
import { session } from '../session/session';

/**
 * Publishes the logged state of an organisation, its roles, an account, a membership or a session to every gateway. It
 * publishes the log's state
 * and not a command's outcome, so it may run any number of times, late and several at once: an older state changes
 * nothing. A command publishes before it answers; the reactor publishes again, for a command that was cut off in
 * between.
 */
export class AccessPublication {
  constructor(
    private readonly commands: Commands,
    private readonly database: Pool,
    private readonly tables: { readonly refreshTokens: RefreshTokens; readonly apiKeys: ApiKeys },
  ) {}

  /** Returns the revision of the membership's last event; earlier tokens are refused from then on. */
  async membership(organizationId: string, id: string): Promise<number> {
    const { state } = await this.commands.state(members, organizationId, organizationId);
    const member = state.get(id);
    if (!member) return 0;
    const change = changeOf(id, member);
    const { version, ended } = change;
    if (ended)
      await Promise.all([this.tables.refreshTokens.endIn(id, version), this.tables.apiKeys.endIn(id, version)]);
    else if (member.sessionsEndedAt !== NONE) await this.tables.refreshTokens.endIn(id, member.sessionsEndedAt);
    if (member.keysRevokedAt !== NONE) await this.tables.apiKeys.endIn(id, member.keysRevokedAt);
    if (member.status === 'removed') await endAssignments(this.database, { organizationId, membershipId: id });
    await publishAccess(this.database, [change]);
    return version;
  }

  /** Returns the revision of the account's last event. To gateways and services it is a membership. */
  async serviceAccount(organizationId: string, id: string): Promise<number> {
    const { state } = await this.commands.state(members, organizationId, organizationId);
    const found = state.serviceAccounts.get(id);
    if (!found) return 0;
    const change = changeOfAccount(id, found);
    if (change.ended) await this.tables.apiKeys.endIn(id, change.version);
    await publishAccess(this.database, [change]);
    return change.version;
  }

  /** Returns the revision of the last event of the organisation's custom roles. */
  async roles(organizationId: string): Promise<number> {
    const { state } = await this.commands.state(members, organizationId, organizationId);
    const { customRoles, rolesRevision: version } = state;
    if (version === NONE) return 0;
    const roles = new Map([...customRoles.values()].map(({ name, permissions }) => [name, permissions]));
    // Tokens name a role by its name: those with the former name of one are refused before a new one may bear it.
    const holders = [...state].filter(([, member]) => member.roles.some((role) => roles.has(role)));
    const accounts = [...state.serviceAccounts].filter(([, account]) => account.roles.some((role) => roles.has(role)));
    await publishAccess(this.database, [
      ...holders.map(([id, member]) => changeOf(id, member)),
      ...accounts.map(([id, account]) => changeOfAccount(id, account)),
    ]);
    await publishRoles(this.database, { organizationId, version, roles });
    return version;
  }

  /** Of services and products. Returns the revision at which they were set. */
  async assignments(organizationId: string, id: string): Promise<number> {
    const { state } = await this.commands.state(members, organizationId, organizationId);
    const member = state.get(id);
    if (!member || member.assignedAt === NONE) return 0;
    const { services, products, assignedAt: version } = member;
    const of = (kind: AssignedScope, ids: readonly string[]) =>
      ids.map((thingId) => ({ membershipId: id, kind, thingId }));
    const assigned = [...of('service', services), ...of('product', products)];
    await publishAssignments(this.database, { organizationId, sourceId: id, version, assigned });
    return version;
  }

  /** Of the members of a domain who are present in the organisation. Returns the revision of the domain's last event. */
  async domain(organizationId: string, id: string): Promise<number> {
    const { state: domain, revision: version } = await this.commands.state(domainFacts, organizationId, id);
    if (version === 'none') return 0;
    const { state: present } = await this.commands.state(members, organizationId, organizationId);
    const assigned = domain.members
      .filter((membershipId) => (present.get(membershipId)?.status ?? 'removed') !== 'removed')
      .map((membershipId) => ({ membershipId, kind: 'domain' as const, thingId: id }));
    await publishAssignments(this.database, { organizationId, sourceId: id, version, assigned });
    return version;
  }

  /** Returns the revision of the last suspension or reactivation; earlier sessions and tokens do not come back. */
  async organization(organizationId: string): Promise<number> {
    const { state } = await this.commands.state(organizationFacts, organizationId, organizationId);
    const { status, statusSince: version } = state;
    if (status === 'absent' || version === 0) return 0;
    await this.tables.refreshTokens.endOfOrganization(organizationId, version);
    await this.tables.apiKeys.endOfOrganization(organizationId, version);
    const ended = status === 'suspended';
    await publishAccess(this.database, [{ kind: 'organization', id: organizationId, version, ended }]);
    return version;
  }

  /** Whether the organisation requires a second factor. Returns the revision at which that was set; 0 for never. */
  async secondFactor(organizationId: string): Promise<number> {
    const { state } = await this.commands.state(organizationFacts, organizationId, organizationId);
    const { requireSecondFactor: ended, secondFactorSince: version } = state;
    if (version === 0) return 0;
    await publishAccess(this.database, [{ kind: 'second_factor', id: organizationId, version, ended }]);
    return version;
  }

  /** Returns the revision of the organisation's last event. */
  async quota(organizationId: string): Promise<number> {
    const { state, revision } = await this.commands.state(organizationFacts, organizationId, organizationId);
    if (revision === 'none' || state.status === 'absent') return 0;
    await publishQuota(this.database, {
      organizationId,
      version: revision,
      requestsPerMinute: state.limits.requestsPerMinute,
      isOverride: state.overrides.requestsPerMinute !== null,
    });
    return revision;
  }

  /** Returns the revision of the account's last change of access; earlier tokens are refused from then on. */
  async account(accountId: string): Promise<number> {
    const { state } = await this.commands.state(account, PLATFORM, accountId);
    const { accessRevision: version, status } = state;
    if (version === 0) return 0;
    const ended = status === 'erased';
    if (ended) await this.tables.refreshTokens.endOfAccount(accountId);
    await publishAccess(this.database, [{ kind: 'account', id: accountId, version, ended }]);
    return version;
  }

  /** Returns the revision of the session's last event. A session that goes on publishes nothing. */
  async session(tenantId: string, sessionId: string): Promise<number> {
    const { state, revision } = await this.commands.state(session, tenantId, sessionId);
    if (revision === 'none') return 0;
    if (state.status !== 'ended') return revision;
    await this.tables.refreshTokens.end(sessionId);
    await endStepUp(this.database, sessionId);
    await publishAccess(this.database, [{ kind: 'session', id: sessionId, version: revision, ended: true }]);
    return revision;
  }

  /** Returns the revision of the key's last event. To gateways and services it is a session. */
  async apiKey(organizationId: string, keyId: string): Promise<number> {
    const { state, revision } = await this.commands.state(apiKey, organizationId, keyId);
    if (revision === 'none') return 0;
    if (state.status !== 'ended') return revision;
    await this.tables.apiKeys.end(keyId);
    await publishAccess(this.database, [{ kind: 'session', id: keyId, version: revision, ended: true }]);
    return revision;
  }
}

function changeOf(id: string, { revision, sessionsEndedAt, keysRevokedAt, status }: Member): AccessChange {
  const version = Math.max(revision, sessionsEndedAt, keysRevokedAt);
  return { kind: 'membership', id, version, ended: status === 'inactive' || status === 'removed' };
}

function changeOfAccount(id: string, { revision: version, status }: ServiceAccount): AccessChange {
  return { kind: 'membership', id, version, ended: status === 'removed' };
}
