import type { SignedIn } from '#contracts/auth/signed-in';
import type { SwitchOrganization } from '#contracts/auth/switch-organization';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import type { PlatformRole } from '#contracts/roles';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { account } from '../account/account';
import { enterOrganization } from '../account/enter-organization';
import type { AuthParts } from '../auth.provider';
import { activeMemberships } from '../members/account-memberships.provider';
import type { OpenSession } from '../session/account-sessions.store';
import { endOne } from '../session/end-sessions.handler';
import { signInAgain } from '../session/refresh-tokens.store';
import { outdatedBy, type SessionAge } from '../session/session-age';
import { notYours, openSession } from '../sign-in/login.handler';
import { actorIn } from '../sign-in/sessions.provider';

/** The way into an organisation: as a member of it, or with roles in the platform. */
interface Entry {
  readonly organizationId: string;
  /** Null for a person of the platform who is no member. */
  readonly membershipId: string | null;
  readonly platformRoles: readonly PlatformRole[];
}

/** The new session first, then the end of this one: a switch that is cut off leaves this one as it is. */
export async function switchOrganization(
  { organizationId }: SwitchOrganization,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<SignedIn>> {
  const { accountSessions, sessions } = parts;
  const present = await accountSessions.find(context.sessionId ?? '');
  if (!present) throw new DomainError('SESSION_ENDED');
  if (present.method !== 'password') {
    throw new DomainError('FORBIDDEN', 'This session is good in its organisation only; sign in with your own password');
  }
  const entry = await entryInto(organizationId, present, parts);
  const { sessionId: former, accountId, method, factors } = present;
  const sessionId = newIdOf(context.commandId, 'session');
  const versions = { membershipVersion: null, organizationVersion: null };
  const { membershipId, platformRoles } = entry;
  const opened = { sessionId, accountId, organizationId, membershipId, method, factors, ...versions };
  const admitted = await sessions.admit(opened);
  refuseOld(present, admitted.policy);
  if (platformRoles.length > 0) await recordEntry(opened, context, parts);
  const begun = { ...context, commandId: newIdOf(context.commandId, 'session-step') };
  const outcome = await openSession(admitted, begun, parts, { continues: former, entersAs: platformRoles });
  await endOne(present, 'switched', context, parts);
  return outcome;
}

/**
 * Refuses an organisation that the person cannot enter as they would sign in to it.
 * @throws DomainError `NOT_FOUND`, `ORGANIZATION_SUSPENDED`
 */
async function entryInto(organizationId: string, { accountId }: OpenSession, parts: AuthParts): Promise<Entry> {
  const { accounts, commands, leaves } = parts;
  const { state: person } = await accounts.stateOf(accountId);
  const memberships = await activeMemberships(person, commands, leaves);
  const membership = memberships.find((each) => each.organizationId === organizationId);
  const { platformRoles } = person;
  const { state: organization } = await commands.state(organizationFacts, organizationId, organizationId);
  const isOpen = membership !== undefined || platformRoles.length > 0;
  if (!isOpen || organization.status === 'absent') throw notYours();
  if (organization.status === 'suspended') throw new DomainError('ORGANIZATION_SUSPENDED');
  // The place to ask for a second factor that the organisation requires and the session's `factors` do not have.
  return { organizationId, membershipId: membership?.membershipId ?? null, platformRoles };
}

/** A switch proves nothing: the age of the session counts on. */
function refuseOld({ sinceSignIn }: SessionAge, policy: Parameters<typeof outdatedBy>[0]): void {
  if (outdatedBy(policy, { sinceSignIn, sinceUse: 0 })) throw signInAgain();
}

/** In the platform's trail; the organisation's own has it with the start of the session. */
async function recordEntry(
  { accountId, organizationId, sessionId }: { accountId: string; organizationId: string; sessionId: string },
  context: CommandContext,
  { commands }: AuthParts,
): Promise<void> {
  await commands.handle({
    aggregate: account,
    id: accountId,
    command: { accountId, organizationId, sessionId },
    context: {
      ...context,
      tenantId: PLATFORM,
      actor: actorIn({ accountId, membershipId: null }),
      commandId: newIdOf(context.commandId, 'entry'),
    },
    decide: enterOrganization,
    answer: () => undefined,
  });
}
