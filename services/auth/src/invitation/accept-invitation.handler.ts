import { randomUUID } from 'node:crypto';
import type { AcceptInvitation, AcceptedInvitation } from '#contracts/auth/accept-invitation';
import { invalid } from '#contracts/declare/validation';
import { DomainError, refuse } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { account, isPossessed } from '../account/account';
import { possessAccount } from '../account/possess-account';
import type { AuthParts } from '../auth.provider';
import { recordAcceptance } from '../members/acceptance.provider';
import { invitedBy, members } from '../members/members';
import { refuseUnfit } from '../password-change/chosen-password.provider';
import { openSession } from '../sign-in/login.handler';
import { actorIn } from '../sign-in/sessions.provider';

/** How long it waits for a membership that was granted a moment ago. */
const LINKED_WITHIN_MS = 2_000;

/** An invitation that is good, and whom it invites. */
export interface Invited {
  readonly invitationId: string;
  readonly organizationId: string;
  readonly membershipId: string;
  readonly accountId: string;
}

/**
 * The account first, in one decision: of several who use the link at once one makes the account theirs. Then the
 * membership, which spends the link.
 */
export async function acceptInvitation(
  command: AcceptInvitation,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<AcceptedInvitation>> {
  const invited = await invitedIn(command, context, parts);
  const { organizationId, membershipId, accountId } = invited;
  const { state } = await parts.accounts.stateOf(accountId);
  if (isPossessed(state)) {
    refuseOtherCaller(invited, context);
    const position = await acceptAs(invited, context, parts);
    return { answer: { organizationId, userId: membershipId }, ...(position !== undefined && { position }) };
  }
  await possess(command, invited, context, parts);
  await acceptAs(invited, context, parts);
  await parts.access.account(accountId);
  const sessionId = newIdOf(context.commandId, 'session');
  const opened = {
    sessionId,
    accountId,
    organizationId,
    membershipId,
    method: 'password',
    factors: [],
    membershipVersion: null,
    organizationVersion: null,
  } as const;
  const { answer, ...outcome } = await openSession(await parts.sessions.admit(opened), context, parts);
  return { ...outcome, answer: { organizationId, userId: membershipId, ...answer } };
}

/** @throws DomainError `LINK_INVALID` for every link that is not good; `ORGANIZATION_SUSPENDED` */
export async function invitedIn(
  { token }: Pick<AcceptInvitation, 'token'>,
  { now }: CommandContext,
  parts: AuthParts,
): Promise<Invited> {
  const { commands, leaves, linkTokens, links } = parts;
  const link = await linkTokens.linkOf('invitation', token);
  if (!link) return refuse('LINK_INVALID');
  const { streamId: organizationId, id } = link;
  const find = async () => invitedBy((await commands.state(members, organizationId, organizationId)).state, id, now);
  let found = await find();
  if (found?.member.accountId === null) {
    await links.upToDate(LINKED_WITHIN_MS);
    found = await find();
  }
  if (!found) return refuse('LINK_INVALID');
  const { membershipId, member } = found;
  // From the instant of a leave on, before its end is recorded.
  if ((await leaves.over([membershipId])).has(membershipId)) return refuse('LINK_INVALID');
  if (member.accountId === null) throw new DomainError('SERVICE_UNAVAILABLE');
  const { state: organization } = await commands.state(organizationFacts, organizationId, organizationId);
  if (organization.status === 'suspended') throw new DomainError('ORGANIZATION_SUSPENDED');
  return { invitationId: id, organizationId, membershipId, accountId: member.accountId };
}

/** An account that is somebody's accepts by its own session; to any other's the link is foreign. */
export function refuseOtherCaller({ accountId }: Pick<Invited, 'accountId'>, { actor }: CommandContext): void {
  if (actor.type !== 'user' || actor.isBound) {
    throw new DomainError('UNAUTHENTICATED', 'The address has an account: sign in, and accept with that session');
  }
  if (actor.accountId !== accountId) refuse('LINK_INVALID');
}

async function possess(
  { password, name }: AcceptInvitation,
  { accountId }: Invited,
  context: CommandContext,
  parts: AuthParts,
): Promise<void> {
  const { accounts, commands, passwords } = parts;
  const { state } = await accounts.stateOf(accountId);
  if (password === undefined) {
    throw invalid([{ pointer: '/password', code: 'REQUIRED', message: 'is required for a new account' }]);
  }
  await refuseUnfit(password, state, parts);
  const passwordId = randomUUID();
  await passwords.hold({ passwordId, password, owner: { accountId } });
  await commands.handle({
    aggregate: account,
    id: accountId,
    command: { accountId, passwordId, name },
    context: {
      ...context,
      tenantId: PLATFORM,
      commandId: newIdOf(context.commandId, 'account-step'),
      actor: actorIn({ accountId, membershipId: null }),
    },
    decide: possessAccount,
    answer: () => undefined,
  });
}

/** From then on the password that the organisation set is void, with its sessions. */
async function acceptAs(
  { organizationId, membershipId, accountId }: Invited,
  context: CommandContext,
  { access, commands }: AuthParts,
) {
  const accepting = { organizationId, membershipId, accountId, by: 'invitation' } as const;
  const position = await recordAcceptance(accepting, context, commands);
  await access.membership(organizationId, membershipId);
  return position;
}
