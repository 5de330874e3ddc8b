import type { Login } from '#contracts/auth/login';
import type { SignedIn } from '#contracts/auth/signed-in';
import { DomainError } from '#contracts/errors';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { accountEmail } from '../account/account-email';
import type { AuthParts } from '../auth.provider';
import { recordAcceptance } from '../members/acceptance.provider';
import { activeMemberships } from '../members/account-memberships.provider';
import { useFactor } from '../second-factor/use-factor.provider';
import { session } from '../session/session';
import { endTooMany } from '../session/end-too-many.provider';
import type { SessionStart } from '../session/refresh-tokens.store';
import { startSession, type NewSession } from '../session/start-session';
import type { Lock } from './failed-attempts.store';
import { noticeDevice, noticeLock } from './sign-in-notices.provider';
import type { MembershipAt, Proof } from './credentials.provider';
import { actorIn, tenantOf, type Admitted } from './sessions.provider';

/** How long a sign-in waits for memberships that were granted a moment ago. */
const LINKED_WITHIN_MS = 2_000;

/**
 * No answer shows whether an address has an account, and neither does its time: every sign-in waits for the memberships
 * granted by then, and verifies two hashes. It reads the log and no rows.
 */
export async function login(payload: Login, context: CommandContext, parts: AuthParts): Promise<Outcome<SignedIn>> {
  // An overdue link holds up nobody: the log is read as it is.
  await parts.links.upToDate(LINKED_WITHIN_MS);
  const proof = await provenBy(payload, context, parts);
  const membership = await membershipFor(proof, payload.organizationId, parts);
  const { accountId, method, factors } = proof;
  // The first use accepts the membership.
  const by = method === 'password' ? 'sign_in' : 'password';
  if (membership) await recordAcceptance({ ...membership, accountId, by }, context, parts.commands);
  const sessionId = newIdOf(context.commandId, 'session');
  const { organizationId, membershipId } = membership ?? { organizationId: null, membershipId: null };
  const since = { membershipVersion: null, organizationVersion: null };
  const opened = { sessionId, accountId, organizationId, membershipId, method, factors, ...since };
  const admitted = await parts.sessions.admit(opened);
  const address = accountEmail(payload.email);
  const isKnown = (await parts.devices.known(payload.device, address)) !== undefined;
  await noticeDevice(admitted.session, isKnown, context, parts);
  const { answer, ...outcome } = await openSession(admitted, context, parts);
  return { answer: { ...answer, device: await parts.devices.signedIn(payload.device, address) }, ...outcome };
}

/**
 * The second factor is asked for after the right password alone: a wrong one never says whether there is a factor.
 * @throws DomainError `INVALID_CREDENTIALS`, `TOTP_REQUIRED`, `TOTP_INVALID`, `ACCOUNT_LOCKED`
 */
async function provenBy(
  { email, password, organizationId, totp, device: token }: Login,
  context: CommandContext,
  parts: AuthParts,
): Promise<Proof & { readonly factors: readonly string[] }> {
  const { attempts, credentials, devices } = parts;
  const address = accountEmail(email);
  const device = await devices.known(token, address);
  const onLock = (lock: Lock) => noticeLock(address, lock, context, parts);
  let proof: Proof | undefined;
  let factors: readonly string[] = [];
  const verify = async () => {
    proof = await credentials.prove(address, password, organizationId);
    if (!proof) return undefined;
    const { accountId, factorId, isOnlyMeans } = proof;
    if (factorId === null) return { accountId, complete: isOnlyMeans };
    if (totp === undefined) return { accountId, complete: false };
    const factor = await useFactor(totp, { accountId, factorId }, context, parts);
    if (!factor) return { failed: 'TOTP_INVALID' as const };
    factors = [factor];
    return { accountId, complete: true };
  };
  await attempts.attempt(address, context.ip, verify, { device, onLock });
  if (!proof) throw new DomainError('INVALID_CREDENTIALS');
  if (proof.factorId !== null && factors.length === 0) throw new DomainError('TOTP_REQUIRED');
  return { ...proof, factors };
}

/**
 * The membership to sign in as: the requested organisation's; else the last one's, else the first by name; none for an
 * account without memberships. An organisation's password leads to that organisation alone.
 */
async function membershipFor(proof: Proof, asked: string | undefined, parts: AuthParts): Promise<MembershipAt | null> {
  if (proof.method === 'password') return ownMembership(proof.accountId, asked, parts);
  const { organizationId } = proof.membership;
  const { state } = await parts.commands.state(organizationFacts, organizationId, organizationId);
  if (state.status === 'suspended') throw new DomainError('ORGANIZATION_SUSPENDED');
  return proof.membership;
}

async function ownMembership(
  accountId: string,
  asked: string | undefined,
  { accounts, commands, leaves, refreshTokens }: AuthParts,
): Promise<MembershipAt | null> {
  const { state } = await accounts.stateOf(accountId);
  const active = await activeMemberships(state, commands, leaves);
  if (asked !== undefined) {
    const found = active.find(({ organizationId }) => organizationId === asked);
    if (!found) throw notYours();
    if (found.organization.status === 'suspended') throw new DomainError('ORGANIZATION_SUSPENDED');
    return found;
  }
  const open = active.filter(({ organization }) => organization.status === 'active');
  if (open.length === 0 && active.length > 0) throw new DomainError('ORGANIZATION_SUSPENDED');
  const last = await refreshTokens.lastOrganization(accountId);
  return (
    open.find(({ organizationId }) => organizationId === last) ??
    // One that was only ever accepted by a password that somebody else set is nobody's first choice.
    open.find(({ acceptedBy }) => acceptedBy !== 'password') ??
    open[0] ??
    null
  );
}

/** Nothing refuses from here on: a refused sign-in leaves no session. */
export async function openSession(
  admitted: Admitted,
  context: CommandContext,
  parts: AuthParts,
  { continues = null, entersAs = [] }: Pick<SessionStart, 'continues'> & Pick<NewSession, 'entersAs'> = {},
): Promise<Outcome<SignedIn>> {
  const { commands, origins, refreshTokens, sessions } = parts;
  const { session: opened } = admitted;
  const asPerson = { ...context, actor: actorIn(opened) };
  const { position } = await commands.handle({
    aggregate: session,
    id: opened.sessionId,
    command: { ...opened, entersAs },
    context: { ...asPerson, tenantId: tenantOf(opened) },
    decide: startSession,
    answer: () => undefined,
  });
  const origin = await origins.seal(opened, context);
  const fingerprint = await origins.fingerprint(opened, context);
  const refreshToken = await refreshTokens.open(opened, { origin, fingerprint, continues });
  await endTooMany(admitted, asPerson, parts);
  const answer = sessions.signedIn(admitted, refreshToken, context.now);
  return { answer, ...(position !== undefined && { position }) };
}

/** The same answer for an organisation of others, one that the person left, and a missing one. */
export function notYours(): DomainError {
  const fault = { pointer: '/organizationId', code: 'NOT_FOUND', message: 'is no organisation of yours' };
  return new DomainError('NOT_FOUND', '/organizationId is no organisation of yours', {}, [fault]);
}
