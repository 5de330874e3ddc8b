import type { EndOwnSession } from '#contracts/auth/end-own-session';
import type { ListSessions, MySession } from '#contracts/auth/list-sessions';
import type { Created } from '#contracts/created';
import type { Page } from '#contracts/declare/list-request';
import { DomainError } from '#contracts/errors';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { LONGEST_SESSIONS, type SessionPolicy } from '#contracts/tenancy/session-policy';
import type { Lookup } from '#libs/event-sourcing';
import type { CommandContext, RequestContext } from '#libs/identity';
import { acceptor, askedPage, mismatch, pageOf, type PagedList } from '#libs/read-models';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import type { ListedSession, OpenSession, SessionsOf } from './account-sessions.store';
import { endOne } from './end-sessions.handler';
import { outdatedBy } from './session-age';
import type { SessionOrigin } from './session-origins.provider';

const list: PagedList = { name: 'sessions', order: '-createdAt', sort: ['createdAt'], filters: {} };
const isInstant = acceptor('timestamptz');
const isId = acceptor('uuid');

/** The caller's, in all organisations; those by what an organisation set are its membership's alone. */
function ownedBy({ actor }: Pick<RequestContext, 'actor'>): SessionsOf {
  return actor.isBound ? { of: 'membership', id: actor.id } : { of: 'account', id: actor.accountId ?? actor.id };
}

export async function listSessions(
  query: ListSessions,
  context: RequestContext,
  { accountSessions, commands, origins }: Pick<AuthParts, 'accountSessions' | 'commands' | 'origins'>,
): Promise<Outcome<Page<MySession>>> {
  const asked = askedPage(list, query);
  const isDescending = asked.asked.sort.startsWith('-');
  const after = asked.after && placeOf(asked.after);
  const found = await accountSessions.page(ownedBy(context), { after, isDescending, limit: asked.limit });
  const page = pageOf(asked, found, ({ createdAt, sessionId }) => [createdAt, sessionId]);
  const living = await livingOf(page.items, commands);
  const origin = await origins.openEach(living.map(({ origin: sealed }) => sealed));
  const items = living.map((session, index) => shown(session, origin[index] as SessionOrigin, context));
  return { answer: { ...page, items } };
}

/** Without those that may not go on, and have not been ended yet. */
async function livingOf(sessions: readonly ListedSession[], lookup: Lookup): Promise<readonly ListedSession[]> {
  const policies = await Promise.all(sessions.map(({ organizationId }) => policyOf(organizationId, lookup)));
  return sessions.filter((session, index) => !outdatedBy(policies[index] ?? LONGEST_SESSIONS, session));
}

async function policyOf(organizationId: string | null, lookup: Lookup): Promise<SessionPolicy | undefined> {
  if (organizationId === null) return undefined;
  return (await lookup.state(organizationFacts, organizationId, organizationId)).state.sessions;
}

function shown(
  { sessionId: id, organizationId, method, factors, createdAt, usedAt }: ListedSession,
  { userAgent, address }: SessionOrigin,
  { sessionId }: Pick<RequestContext, 'sessionId'>,
): MySession {
  return { id, organizationId, method, factors, createdAt, usedAt, userAgent, address, current: id === sessionId };
}

/** @throws DomainError `CURSOR_MISMATCH` */
function placeOf([createdAt, id]: readonly unknown[]): readonly [string, string] {
  if (typeof createdAt !== 'string' || typeof id !== 'string' || !isInstant(createdAt) || !isId(id)) throw mismatch();
  return [createdAt, id];
}

/** Ends it before the answer: its next request is refused. One of others is as missing as an ended one. */
export async function endOwnSession(
  { sessionId }: EndOwnSession,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<Created>> {
  const found = await parts.accountSessions.find(sessionId);
  if (!found || !isOwned(found, ownedBy(context))) throw new DomainError('NOT_FOUND', 'There is no such session');
  const { revision, position } = await endOne(found, 'ended_by_person', context, parts);
  return { answer: { id: sessionId, revision }, ...(position !== undefined && { position }) };
}

function isOwned({ accountId, membershipId, method }: OpenSession, { of, id }: SessionsOf): boolean {
  return of === 'account' ? accountId === id : membershipId === id && method !== 'password';
}
