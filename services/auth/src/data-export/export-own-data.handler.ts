import { eventDeclaration } from '#contracts/declare/event';
import { withoutTechnical } from '#contracts/declare/technical-fields';
import { DomainError } from '#contracts/errors';
import {
  MAX_EXPORTED_EVENTS,
  MAX_EXPORTED_KEYS,
  MAX_EXPORTED_SESSIONS,
  type ExportedAccount,
  type ExportedEvent,
  type ExportedMembership,
  type ExportOwnData,
  type OwnData,
} from '#contracts/auth/export-own-data';
import { PLATFORM } from '#contracts/permissions';
import type { RequestContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { account } from '../account/account';
import { shownKey } from '../api-key/list-api-keys.handler';
import type { AuthParts } from '../auth.provider';
import { MemberRow } from '../members/member.entity';
import { organizations } from '../organization/organizations.entity';
import { listSessions } from '../session/own-sessions.handler';
import { accountHistory } from './account-history';
import { newestWithin } from './newest-within';

/** Bytes of the history, beside which everything else fits a message of the bus. */
const HISTORY_BYTES = 300_000;

/** Of the account in all organisations; a session that is bound to a membership exports that membership alone. */
export async function exportOwnData(
  _query: ExportOwnData,
  context: RequestContext,
  parts: AuthParts,
): Promise<Outcome<OwnData>> {
  const { isBound, accountId = context.actor.id } = context.actor;
  const events = isBound ? [] : await eventsOf(accountId, parts);
  const history = newestWithin(events, HISTORY_BYTES, MAX_EXPORTED_EVENTS);
  const { answer: sessions } = await listSessions({ limit: MAX_EXPORTED_SESSIONS }, context, parts);
  return {
    answer: {
      exportedAt: new Date().toISOString(),
      account: isBound ? null : await ownAccount(accountId, parts),
      memberships: await membershipsOf(await memberRows(context, parts), parts),
      sessions: sessions.items,
      history,
      isCut: history.length < events.length,
    },
  };
}

function memberRows({ actor, tenantId }: RequestContext, { tenantReader }: AuthParts): Promise<MemberRow[]> {
  const { isBound, id: membershipId, accountId = membershipId } = actor;
  if (isBound) return tenantReader.query(tenantId, (rows) => rows.findBy(MemberRow, { tenantId, membershipId }));
  return tenantReader.queryAccount(accountId, (rows) => rows.findBy(MemberRow, { accountId }));
}

async function ownAccount(id: string, { commands }: AuthParts): Promise<ExportedAccount> {
  const { state } = await commands.state(account, PLATFORM, id);
  const { email, name, platformRoles, factorId } = state;
  if (email === null || name === null) throw new DomainError('SESSION_ENDED');
  return { id, email, name, platformRoles, secondFactor: factorId !== null };
}

async function membershipsOf(
  rows: readonly MemberRow[],
  { apiKeys, tenantReader }: AuthParts,
): Promise<ExportedMembership[]> {
  const named = await tenantReader.queryEach(
    rows.map(({ tenantId }) => tenantId),
    (manager, id) => manager.findOneBy(organizations.table, { tenantId: id, id }),
  );
  const ids = rows.map(({ membershipId }) => membershipId);
  const keys = await apiKeys.ofEach(ids, MAX_EXPORTED_KEYS);
  return rows.map(({ membershipId: id, tenantId, email, name, roles, status, createdAt, updatedAt }, index) => ({
    id,
    organizationId: tenantId,
    organizationName: named[index]?.name ?? '',
    email,
    name,
    roles,
    status,
    createdAt,
    updatedAt,
    apiKeys: keys.filter(({ membershipId }) => membershipId === id).map(shownKey),
  }));
}

async function eventsOf(accountId: string, { commands }: AuthParts): Promise<ExportedEvent[]> {
  const { state } = await commands.state(accountHistory, PLATFORM, accountId);
  return state.flatMap(({ type, data, occurredAt: at }) => {
    const declaration = eventDeclaration(type);
    if (!declaration) return [];
    const details = withoutTechnical(declaration.dataClass, data as Readonly<Record<string, unknown>>);
    return [{ at, action: declaration.action, details }];
  });
}
