import { IdentityProviderRemoved, IdentityProviderSet } from '#contracts/auth/identity-provider-events';
import { evolve } from '#contracts/declare/fold';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** The settings of a provider; its client secret is in a table. */
export interface ProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** The row of the client secret in force. */
  readonly secretId: string;
  /** Beside `openid`. */
  readonly scopes: readonly string[];
  readonly amrAsSecondFactor: boolean;
}

/** The identity provider of one organisation, whose id names the stream. */
export interface IdentityProviderState {
  readonly provider: ProviderSettings | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const identityProvider = aggregate(
  'auth.identity_provider',
  (): IdentityProviderState => ({ provider: null, createdAt: '', updatedAt: '' }),
  [
    evolve(IdentityProviderSet, (state, { data: { organizationId: _, ...provider }, occurredAt }) => ({
      provider,
      createdAt: state.provider ? state.createdAt : occurredAt,
      updatedAt: occurredAt,
    })),
    evolve(IdentityProviderRemoved, (state, { occurredAt }) => ({ ...state, provider: null, updatedAt: occurredAt })),
  ],
);

export type IdentityProviderEvent = EventsOf<typeof identityProvider>;

/** Whether an identity is one of the provider that is set now. */
export function isInForce(
  identity: { readonly issuer: string } | null,
  { provider }: Pick<IdentityProviderState, 'provider'>,
): boolean {
  return identity !== null && identity.issuer === provider?.issuer;
}
