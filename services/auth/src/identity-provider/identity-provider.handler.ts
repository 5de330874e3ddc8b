import type { GetIdentityProvider, IdentityProvider } from '#contracts/auth/get-identity-provider';
import type { SetIdentityProvider } from '#contracts/auth/set-identity-provider';
import { PLATFORM } from '#contracts/permissions';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import type { RequestContext } from '#libs/identity';
import type { Concluded, FactsGiven, Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { members } from '../members/members';
import { endEach } from '../session/end-sessions.handler';
import {
  identityProvider,
  isInForce,
  type IdentityProviderEvent,
  type IdentityProviderState,
} from './identity-provider';
import { redirectUri, type AddressSettings } from './public-address.provider';
import { noProvider, type IdentityProviderFacts } from './set-identity-provider';

/** In an organisation there is no other one; outside of any, platform administrators reach them all. */
export function visibleTenant(
  { organizationId }: { readonly organizationId: string },
  { context: { tenantId } }: { readonly context: Pick<RequestContext, 'tenantId'> },
): string {
  return tenantId === PLATFORM ? organizationId : tenantId;
}

/** The row of the secret is written before the event that names it. */
export async function identityProviderFacts(
  command: SetIdentityProvider,
  { context, lookup, parts }: FactsGiven<IdentityProviderState, AuthParts>,
): Promise<IdentityProviderFacts> {
  const { organizationId, clientSecret } = command;
  const { state } = await lookup.state(organizationFacts, visibleTenant(command, { context }), organizationId);
  const isHeld = clientSecret !== undefined && state.status !== 'absent';
  const secretId = isHeld ? await parts.providerSecrets.hold(organizationId, clientSecret) : null;
  const isProduction = (parts.config as AddressSettings).mode === 'production';
  return { organization: state.status, secretId, isProduction };
}

/** Ends every session by an identity of another issuer, and by any where no provider is left. */
export async function identityProviderApplied({
  id: organizationId,
  context,
  parts,
}: Concluded<{ readonly organizationId: string }, IdentityProviderEvent, AuthParts>): Promise<void> {
  const { commands, providerSecrets, providerSessions } = parts;
  const { state } = await commands.state(identityProvider, organizationId, organizationId);
  const { state: people } = await commands.state(members, organizationId, organizationId);
  const open = await providerSessions.of('organization', organizationId);
  const over = open.filter(({ membershipId }) => !isInForce(people.get(membershipId ?? '')?.identity ?? null, state));
  await endEach(over, 'identity_unlinked', context, parts);
  await providerSecrets.keepOnly(organizationId, state.provider?.secretId ?? null);
}

export async function getIdentityProvider(
  query: GetIdentityProvider,
  context: RequestContext,
  { commands, config }: Pick<AuthParts, 'commands' | 'config'>,
): Promise<Outcome<IdentityProvider>> {
  const { organizationId: id } = query;
  const { state, revision } = await commands.state(identityProvider, visibleTenant(query, { context }), id);
  const { provider, createdAt, updatedAt } = state;
  if (!provider) throw noProvider();
  const { issuer, clientId, scopes, amrAsSecondFactor } = provider;
  const shown = { id, issuer, clientId, scopes: [...scopes], amrAsSecondFactor, createdAt, updatedAt };
  return { answer: { ...shown, redirectUri: redirectUri(config) }, etag: String(revision) };
}
