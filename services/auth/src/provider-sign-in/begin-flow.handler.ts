import type { AcceptByProvider } from '#contracts/auth/accept-by-provider';
import type { BeginProviderSignIn } from '#contracts/auth/begin-provider-sign-in';
import type { LinkIdentity } from '#contracts/auth/link-identity';
import type { ProviderStep } from '#contracts/auth/provider-step';
import { DomainError } from '#contracts/errors';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { isUuid } from '#contracts/values/uuid';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { isPossessed } from '../account/account';
import type { AuthParts } from '../auth.provider';
import { noProvider } from '../identity-provider/set-identity-provider';
import { invitedIn, refuseOtherCaller } from '../invitation/accept-invitation.handler';
import { members, presentMember } from '../members/members';
import { organizations } from '../organization/organizations.entity';
import { browserFor, type ProviderFlow } from './provider-flows.store';

type NewFlow = Omit<ProviderFlow, 'providerRevision'>;

const NOBODY = { accountId: null, membershipId: null, sessionId: null, invitationId: null };

/** An organisation without a provider is as missing as one that is not there. */
export async function beginProviderSignIn(
  { organization, browser }: BeginProviderSignIn,
  _context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<ProviderStep>> {
  const organizationId = await idOf(organization, parts);
  if (organizationId === undefined) throw noProvider();
  return begin({ ...NOBODY, organizationId, purpose: 'sign-in' }, browser, parts);
}

export async function beginLink(
  { browser }: LinkIdentity,
  { tenantId: organizationId, actor, sessionId }: CommandContext,
  parts: AuthParts,
): Promise<Outcome<ProviderStep>> {
  if (actor.isBound || actor.type !== 'user') throw notOwn();
  const { state } = await parts.commands.state(members, organizationId, organizationId);
  const member = presentMember(state, actor.id);
  if (!member?.accountId) throw new DomainError('NOT_FOUND', 'You are no member of this organisation');
  const { accountId } = member;
  const by = { accountId, membershipId: actor.id, sessionId: sessionId ?? null };
  return begin({ ...NOBODY, organizationId, purpose: 'link', ...by }, browser, parts);
}

/** An account that is somebody's is accepted for by its own session, here and when the provider has answered. */
export async function beginAcceptance(
  { token, browser }: AcceptByProvider,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<ProviderStep>> {
  const { organizationId, membershipId, accountId, invitationId } = await invitedIn({ token }, context, parts);
  const { state } = await parts.accounts.stateOf(accountId);
  const isOwn = isPossessed(state);
  if (isOwn) refuseOtherCaller({ accountId }, context);
  const by = isOwn ? { accountId, sessionId: context.sessionId ?? null } : { accountId: null, sessionId: null };
  return begin({ organizationId, purpose: 'invitation', membershipId, invitationId, ...by }, browser, parts);
}

export function notOwn(): DomainError {
  return new DomainError('FORBIDDEN', 'Sign in with a password of your own: this session is bound to the organisation');
}

async function begin(
  flow: NewFlow,
  given: string | undefined,
  { providerFlows, providers }: AuthParts,
): Promise<Outcome<ProviderStep>> {
  const provider = await providers.of(flow.organizationId);
  await providers.reach(provider);
  const browser = browserFor(given);
  const state = await providerFlows.begin({ ...flow, providerRevision: provider.revision }, browser);
  const location = await providers.addressFor(provider, state, { isFresh: flow.purpose !== 'sign-in' });
  return { answer: { location, browser } };
}

async function idOf(organization: string, { commands, platformReader }: AuthParts): Promise<string | undefined> {
  if (isUuid(organization)) {
    const id = organization.toLowerCase();
    return (await commands.state(organizationFacts, id, id)).state.status === 'absent' ? undefined : id;
  }
  const found = await platformReader.query((rows) => rows.findOneBy(organizations.table, { slug: organization }));
  return found?.id;
}
