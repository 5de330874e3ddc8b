import { GetIdentityProvider } from '#contracts/auth/get-identity-provider';
import { RemoveIdentityProvider } from '#contracts/auth/remove-identity-provider';
import { SetIdentityProvider } from '#contracts/auth/set-identity-provider';
import { command, handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { identityProvider } from './identity-provider';
import {
  getIdentityProvider,
  identityProviderApplied,
  identityProviderFacts,
  visibleTenant,
} from './identity-provider.handler';
import { removeIdentityProvider, setIdentityProvider } from './set-identity-provider';

const ofOrganization = {
  on: identityProvider,
  id: ({ organizationId }: { readonly organizationId: string }) => organizationId,
  tenant: visibleTenant,
  then: identityProviderApplied,
};

export const identityProviderFeature: Feature<AuthParts> = {
  wirings: [
    command(SetIdentityProvider, { ...ofOrganization, facts: identityProviderFacts, decide: setIdentityProvider }),
    command(RemoveIdentityProvider, { ...ofOrganization, decide: removeIdentityProvider }),
    handler(GetIdentityProvider, getIdentityProvider),
  ],
};
