import { IdentityProviderRemoved, IdentityProviderSet } from '#contracts/auth/identity-provider-events';
import type { RemoveIdentityProvider } from '#contracts/auth/remove-identity-provider';
import type { SetIdentityProvider } from '#contracts/auth/set-identity-provider';
import { event } from '#contracts/declare/event';
import { invalid } from '#contracts/declare/validation';
import { DomainError } from '#contracts/errors';
import type { Given } from '#libs/event-sourcing';
import type { IdentityProviderEvent, IdentityProviderState, ProviderSettings } from './identity-provider';

export interface IdentityProviderFacts {
  readonly organization: 'absent' | 'active' | 'suspended';
  /** The row of the secret that the command has; null for a command without one. */
  readonly secretId: string | null;
  readonly isProduction: boolean;
}

/** A secret that was entered for one issuer and client is never sent to another. */
export function setIdentityProvider(
  { organizationId, issuer, clientId, scopes = [], amrAsSecondFactor = false }: SetIdentityProvider,
  { provider }: IdentityProviderState,
  { facts }: Given<IdentityProviderFacts>,
): IdentityProviderEvent[] {
  refuseAbsent(facts);
  if (facts.isProduction && !issuer.startsWith('https://')) {
    throw invalid([{ pointer: '/issuer', code: 'FORMAT', message: 'must be an https address' }]);
  }
  const isSameClient = provider?.issuer === issuer && provider.clientId === clientId;
  const secretId = facts.secretId ?? (isSameClient ? provider.secretId : undefined);
  if (secretId === undefined) {
    throw invalid([{ pointer: '/clientSecret', code: 'REQUIRED', message: 'is required for a new issuer or client' }]);
  }
  const settings = { issuer, clientId, secretId, scopes, amrAsSecondFactor };
  if (provider && isSame(provider, settings)) return [];
  return [event(IdentityProviderSet, { organizationId, ...settings })];
}

export function removeIdentityProvider(
  { organizationId }: RemoveIdentityProvider,
  { provider }: IdentityProviderState,
): IdentityProviderEvent[] {
  if (!provider) throw noProvider();
  return [event(IdentityProviderRemoved, { organizationId, issuer: provider.issuer })];
}

export function noProvider(): DomainError {
  return new DomainError('NOT_FOUND', 'The organisation has no identity provider');
}

function refuseAbsent({ organization }: IdentityProviderFacts): void {
  if (organization === 'absent') throw new DomainError('NOT_FOUND', 'There is no such organisation');
}

function isSame(one: ProviderSettings, other: ProviderSettings): boolean {
  const text = ({ issuer, clientId, secretId, scopes, amrAsSecondFactor }: ProviderSettings) =>
    JSON.stringify([issuer, clientId, secretId, scopes, amrAsSecondFactor]);
  return text(one) === text(other);
}
