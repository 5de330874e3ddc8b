import type { Login } from '#contracts/auth/login';
import type { SignedIn } from '#contracts/auth/signed-in';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { account } from '../account/account';
import { accountEmail } from '../account/account-email';
import type { AuthParts } from '../auth.provider';
import { members } from '../members/members';
import { userProjection } from '../members/user.projection';
import { organizations } from '../organization/organizations.entity';
import { session } from '../session/session';
import { startSession } from '../session/start-session';
import type { Proven } from './failed-attempts.store';
import type { Admitted } from './sessions.provider';

/** How long a sign-in waits for memberships that were granted a moment ago. */
const UP_TO_DATE_MS = 2_000;

const PROJECTIONS = [userProjection.name, organizations.projection.name];

/**
 * No answer shows whether an address has an account. Its time hardly does either: a password is hashed in any case,
 * which takes tens of milliseconds, against a look at an account's stream, in memory or by a read of some events.
 */
export async function login(payload: Login, context: CommandContext, parts: AuthParts): Promise<Outcome<SignedIn>> {
  const email = accountEmail(payload.email);
  const accountId = await parts.attempts.attempt(email, context.ip, () => holderOf(email, payload.password, parts));
  const organizationId = await organizationFor(accountId, payload.organizationId, parts);
  const sessionId = newIdOf(context.commandId, 'session');
  const since = { membershipVersion: null, organizationVersion: null };
  const admitted = await parts.sessions.admit({ sessionId, accountId, organizationId, ...since });
  return open(admitted, context, parts);
}

/** The account with this address and this password. */
async function holderOf(
  email: string,
  password: string,
  { accounts, commands, passwords }: AuthParts,
): Promise<Proven | undefined> {
  const holder = await accounts.withEmail(email);
  const known = holder === undefined ? undefined : await commands.state(account, PLATFORM, holder);
  const right = await passwords.matches(known?.state.passwordId ?? null, password);
  // There is no second factor yet: the password completes the attempt.
  return right && holder !== undefined ? { accountId: holder, complete: true } : undefined;
}

/** The requested organisation; else the last one, else the first by name; none for an account without memberships. */
async function organizationFor(accountId: string, asked: string | undefined, parts: AuthParts): Promise<string | null> {
  const upToDate = await parts.progress.waitFor(PROJECTIONS, await parts.log.head(), UP_TO_DATE_MS);
  if (asked !== undefined) {
    if (await isMember(asked, accountId, parts)) return asked;
    throw notYours();
  }
  const memberships = await parts.memberships.of(accountId);
  const active = memberships.filter(({ status }) => status === 'active');
  const last = await parts.refreshTokens.lastOrganization(accountId);
  const lastFirst = active.toSorted((a, b) => Number(b.id === last) - Number(a.id === last));
  for (const { id } of lastFirst) if (await isMember(id, accountId, parts)) return id;
  // A right password must not look wrong, or lead nowhere, because the rows are behind.
  if (!upToDate) throw new DomainError('SERVICE_UNAVAILABLE', 'Memberships cannot be read yet; try again in a moment');
  if (active.length === 0 && memberships.length > 0) throw new DomainError('ORGANIZATION_SUSPENDED');
  return null;
}

/** The log decides about membership; rows may be behind. */
async function isMember(organizationId: string, accountId: string, { commands }: AuthParts): Promise<boolean> {
  const { state } = await commands.state(members, organizationId, organizationId);
  return state.get(accountId)?.status === 'active';
}

/** Nothing refuses from here on: a refused sign-in leaves no session. */
async function open(
  admitted: Admitted,
  context: CommandContext,
  { commands, refreshTokens, sessions }: AuthParts,
): Promise<Outcome<SignedIn>> {
  const { session: opened } = admitted;
  const { accountId, sessionId, organizationId } = opened;
  const { position } = await commands.handle({
    aggregate: session,
    id: sessionId,
    command: opened,
    context: {
      ...context,
      tenantId: organizationId ?? PLATFORM,
      actor: { id: accountId, type: 'user', roles: [] },
    },
    decide: startSession,
    answer: () => undefined,
  });
  const refreshToken = await refreshTokens.open(opened);
  const answer = sessions.signedIn(admitted, refreshToken, context.now);
  return { answer, ...(position !== undefined && { position }) };
}

/** The same answer for an organisation of others, one that the person left, and a missing one. */
function notYours(): DomainError {
  const fault = { pointer: '/organizationId', code: 'NOT_FOUND', message: 'is no organisation of yours' };
  return new DomainError('NOT_FOUND', '/organizationId is no organisation of yours', {}, [fault]);
}
