import { eventDeclaration } from '#contracts/declare/event';
import { withoutTechnical } from '#contracts/declare/technical-fields';
import { DomainError } from '#contracts/errors';
import {
  MAX_EXPORTED_EVENTS,
  MAX_EXPORTED_SESSIONS,
  type ExportedAccount,
  type ExportedEvent,
  type ExportedMembership,
  type ExportOwnData,
  type OwnData,
} from '#contracts/auth/export-own-data';
import type { MySession } from '#contracts/auth/list-sessions';
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

const PAGE = 200;
const MAX_KEYS = 1000;

/** Of the account in all organisations; a session that is bound to a membership exports that membership alone. */
export async function exportOwnData(
  _query: ExportOwnData,
  context: RequestContext,
  parts: AuthParts,
): Promise<Outcome<OwnData>> {
  const { actor } = context;
  const accountId = actor.accountId ?? actor.id;
  const rows = await memberRows(context, parts);
  return {
    answer: {
      exportedAt: new Date().toISOString(),
      account: actor.isBound ? null : await ownAccount(accountId, parts),
      memberships: await membershipsOf(rows, parts),
      sessions: await sessionsOf(context, parts),
      history: actor.isBound ? [] : await historyOf(accountId, parts),
    },
  };
}

function memberRows({ actor, tenantId }: RequestContext, { tenantReader }: AuthParts): Promise<MemberRow[]> {
  if (actor.isBound)
    return tenantReader.query(tenantId, (rows) => rows.findBy(MemberRow, { tenantId, membershipId: actor.id }));
  const accountId = actor.accountId ?? actor.id;
  return tenantReader.queryAccount(accountId, (rows) => rows.findBy(MemberRow, { accountId }));
}

async function ownAccount(id: string, { commands }: AuthParts): Promise<ExportedAccount> {
  const { state } = await commands.state(account, PLATFORM, id);
  if (state.email === null || state.name === null) throw new DomainError('SESSION_ENDED');
  const { email, name, platformRoles, factorId } = state;
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
  return Promise.all(
    rows.map(async ({ membershipId: id, tenantId, accountId: _, revision: __, ...shown }, index) => ({
      id,
      organizationId: tenantId,
      organizationName: named[index]?.name ?? '',
      ...shown,
      apiKeys: (await apiKeys.page(id, { isDescending: false, limit: MAX_KEYS })).map(shownKey),
    })),
  );
}

async function sessionsOf(context: RequestContext, parts: AuthParts): Promise<MySession[]> {
  const found: MySession[] = [];
  let cursor: string | undefined;
  do {
    const { answer } = await listSessions({ limit: PAGE, ...(cursor !== undefined && { cursor }) }, context, parts);
    found.push(...answer.items);
    cursor = answer.nextCursor ?? undefined;
  } while (cursor !== undefined && found.length < MAX_EXPORTED_SESSIONS);
  return found.slice(0, MAX_EXPORTED_SESSIONS);
}

async function historyOf(accountId: string, { commands }: AuthParts): Promise<ExportedEvent[]> {
  const { state } = await commands.state(accountHistory, PLATFORM, accountId);
  return state.slice(-MAX_EXPORTED_EVENTS).flatMap(({ type, data, occurredAt: at }) => {
    const declaration = eventDeclaration(type);
    if (!declaration) return [];
    return [
      {
        at,
        action: declaration.action,
        details: withoutTechnical(declaration.dataClass, data as Readonly<Record<string, unknown>>),
      },
    ];
  });
}
