import { CreateServiceAccount } from '#contracts/auth/create-service-account';
import { CreateServiceAccountKey } from '#contracts/auth/create-service-account-key';
import { GetServiceAccount } from '#contracts/auth/get-service-account';
import { ListServiceAccounts } from '#contracts/auth/list-service-accounts';
import { RemoveServiceAccount } from '#contracts/auth/remove-service-account';
import { RevokeServiceAccountKey } from '#contracts/auth/revoke-service-account-key';
import type { CommandContext } from '#libs/identity';
import { command, handler, type Feature } from '#libs/runtime';
import { apiKey } from '../api-key/api-key';
import type { AuthParts } from '../auth.provider';
import { members } from '../members/members';
import { revokeServiceAccountKey } from './revoke-service-account-key';
import { createServiceAccount, removeServiceAccount } from './service-account';
import { createServiceAccountKey, getServiceAccount, listServiceAccounts } from './service-accounts.handler';

/** They are in the stream of the organisation's members. */
const inOrganization = {
  on: members,
  id: (_: object, { context }: { readonly context: CommandContext }) => context.tenantId,
};

/** Members without a login, for programs of the organisation. */
export const serviceAccountFeature: Feature<AuthParts> = {
  wirings: [
    command(CreateServiceAccount, {
      ...inOrganization,
      decide: createServiceAccount,
      answer: (_, { events: [created], revision }) => {
        const id = created && 'serviceAccountId' in created.data ? created.data.serviceAccountId : '';
        return { id, revision };
      },
    }),
    command(RemoveServiceAccount, {
      ...inOrganization,
      decide: removeServiceAccount,
      answer: ({ serviceAccountId: id }, { revision }) => ({ id, revision }),
      then: ({ command: { serviceAccountId }, id, parts: { access } }) => access.serviceAccount(id, serviceAccountId),
    }),
    handler(ListServiceAccounts, listServiceAccounts),
    handler(GetServiceAccount, getServiceAccount),
    handler(CreateServiceAccountKey, createServiceAccountKey),
    command(RevokeServiceAccountKey, {
      on: apiKey,
      id: ({ accountKeyId }) => accountKeyId,
      facts: async (_, { context: { tenantId }, lookup }) => (await lookup.state(members, tenantId, tenantId)).state,
      decide: revokeServiceAccountKey,
      answer: ({ accountKeyId: id }, { revision }) => ({ id, revision }),
      then: ({ context: { tenantId }, id, parts: { access } }) => access.apiKey(tenantId, id),
    }),
  ],
};
