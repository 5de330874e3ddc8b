import type { FinishProviderSignIn } from '#contracts/auth/finish-provider-sign-in';
import type { ProviderStep } from '#contracts/auth/provider-step';
import { DomainError, refuse } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import type { Position } from '#libs/event-log';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { account, isPossessed } from '../account/account';
import { proveByInvitation } from '../account/possess-account';
import type { AuthParts } from '../auth.provider';
import { publicAddress } from '../identity-provider/public-address.provider';
import { holderOf, members } from '../members/members';
import { session } from '../session/session';
import { endEach } from '../session/end-sessions.handler';
import { actorIn } from '../sign-in/sessions.provider';
import { acceptByIdentity, linkIdentity } from './link-identity';
import type { ConfirmedIdentity, ProviderOf } from './providers.adapter';
import type { ConfirmedSignIn, ProviderFlow } from './provider-flows.store';

/** Pages below `PUBLIC_URL` that the callback leads to. */
const SIGN_IN_PAGE = 'sign-in';
const LINKED_PAGE = 'account';

/**
 * The flow is taken before anything else: a callback is good once, in the browser that began it, and for the provider
 * as it was set then.
 */
export async function finishProviderSignIn(
  { query, browser }: FinishProviderSignIn,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<ProviderStep>> {
  const state = new URLSearchParams(query).get('state') ?? '';
  const flow = browser === undefined ? undefined : await parts.providerFlows.take(state, browser);
  if (!flow || browser === undefined) return refuse('SIGN_IN_INVALID');
  const confirmed = await parts.providers.confirmed(await providerOf(flow, parts), state, query);
  if (flow.purpose === 'link') return { answer: { location: await linkedBy(flow, confirmed, context, parts) } };
  const signIn = await (flow.purpose === 'sign-in'
    ? signInOf(flow, confirmed, parts)
    : acceptedBy(flow, confirmed, context, parts));
  const code = await parts.providerFlows.confirm(signIn, browser);
  return { answer: { location: pageOf(SIGN_IN_PAGE, `code=${code}`, parts) } };
}

async function providerOf(
  { organizationId, providerRevision }: ProviderFlow,
  { providers }: AuthParts,
): Promise<ProviderOf> {
  const provider = await providers.of(organizationId).catch(orSignInInvalid);
  return provider.revision === providerRevision ? provider : refuse('SIGN_IN_INVALID');
}

/** The provider was removed meanwhile. */
function orSignInInvalid(error: unknown): never {
  if (error instanceof DomainError && error.code === 'NOT_FOUND') refuse('SIGN_IN_INVALID');
  throw error;
}

/** By issuer and `sub` alone. */
async function signInOf(
  { organizationId }: ProviderFlow,
  { identity, factors }: ConfirmedIdentity,
  { commands }: AuthParts,
): Promise<ConfirmedSignIn> {
  const { state } = await commands.state(members, organizationId, organizationId);
  const membershipId = holderOf(state, identity);
  const member = membershipId === undefined ? undefined : state.get(membershipId);
  if (membershipId === undefined || !member?.accountId) return refuse('IDENTITY_UNKNOWN');
  if (member.status !== 'active') {
    throw new DomainError('FORBIDDEN', 'You are deactivated in this organisation; ask its administrator');
  }
  await refuseSuspended(organizationId, commands);
  return { organizationId, membershipId, accountId: member.accountId, factors };
}

async function refuseSuspended(organizationId: string, commands: AuthParts['commands']): Promise<void> {
  const { state } = await commands.state(organizationFacts, organizationId, organizationId);
  if (state.status === 'suspended') throw new DomainError('ORGANIZATION_SUSPENDED');
}

/** The session that began it must go on. Sessions by an identity that is replaced end. */
async function linkedBy(
  { organizationId, membershipId, accountId, sessionId }: ProviderFlow,
  { identity }: ConfirmedIdentity,
  context: CommandContext,
  parts: AuthParts,
): Promise<string> {
  const { commands, providerSessions } = parts;
  if (membershipId === null || accountId === null) return refuse('SIGN_IN_INVALID');
  const { state } = await commands.state(session, organizationId, sessionId ?? '');
  if (state.status !== 'active') throw new DomainError('SESSION_ENDED');
  await refuseSuspended(organizationId, commands);
  const acting = { ...context, tenantId: organizationId, actor: actorIn({ accountId, membershipId }) };
  const { position } = await commands.handle({
    aggregate: members,
    id: organizationId,
    command: { membershipId, accountId, identity },
    context: acting,
    decide: linkIdentity,
    answer: () => undefined,
  });
  const former = position === undefined ? [] : await providerSessions.of('membership', membershipId);
  await endEach(former, 'identity_unlinked', acting, parts);
  return pageOf(LINKED_PAGE, 'identity=linked', parts);
}

/** The membership first, which spends the invitation; then the address, which its mail has proven. */
async function acceptedBy(
  flow: ProviderFlow,
  { identity, factors }: ConfirmedIdentity,
  context: CommandContext,
  parts: AuthParts,
): Promise<ConfirmedSignIn> {
  const { organizationId, membershipId, invitationId } = flow;
  const { access, accounts, commands } = parts;
  if (membershipId === null || invitationId === null) return refuse('SIGN_IN_INVALID');
  const accountId = await invitedAccount(flow, parts);
  await refuseSuspended(organizationId, commands);
  const actor = actorIn({ accountId, membershipId });
  await commands.handle({
    aggregate: members,
    id: organizationId,
    command: { membershipId, accountId, identity, invitationId },
    context: { ...context, tenantId: organizationId, actor },
    decide: acceptByIdentity,
    answer: () => undefined,
  });
  await access.membership(organizationId, membershipId);
  const isOwn = isPossessed((await accounts.stateOf(accountId)).state);
  if (!isOwn) await proveAddress(accountId, context, parts);
  return { organizationId, membershipId, accountId, factors };
}

/** An account that somebody has made theirs meanwhile accepts by its own session. */
async function invitedAccount(
  { organizationId, membershipId, accountId: by }: ProviderFlow,
  { accounts, commands }: AuthParts,
): Promise<string> {
  const { state: people } = await commands.state(members, organizationId, organizationId);
  const accountId = people.get(membershipId ?? '')?.accountId;
  if (!accountId) return refuse('LINK_INVALID');
  const { state } = await accounts.stateOf(accountId);
  if (isPossessed(state) && by !== accountId) return refuse('LINK_INVALID');
  return accountId;
}

async function proveAddress(
  accountId: string,
  context: CommandContext,
  { access, commands }: AuthParts,
): Promise<Position | undefined> {
  const { position } = await commands.handle({
    aggregate: account,
    id: accountId,
    command: { accountId },
    context: {
      ...context,
      tenantId: PLATFORM,
      commandId: newIdOf(context.commandId, 'account-step'),
      actor: actorIn({ accountId, membershipId: null }),
    },
    decide: proveByInvitation,
    answer: () => undefined,
  });
  await access.account(accountId);
  return position;
}

/** In the fragment: it reaches no server, and no log of one. */
function pageOf(path: string, fragment: string, { config }: AuthParts): string {
  const page = publicAddress(config, path);
  page.hash = fragment;
  return page.href;
}
