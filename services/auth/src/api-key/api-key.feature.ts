import { CreateApiKey } from '#contracts/auth/create-api-key';
import { ExchangeApiKey } from '#contracts/auth/exchange-api-key';
import { ExpireApiKeys } from '#contracts/auth/expire-api-keys';
import { ListApiKeys } from '#contracts/auth/list-api-keys';
import { RevokeApiKey } from '#contracts/auth/revoke-api-key';
import { command, handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { apiKey } from './api-key';
import { createApiKey } from './create-api-key.handler';
import { exchangeApiKey } from './exchange-api-key.handler';
import { expireApiKeys } from './expire-api-keys.handler';
import { expireApiKeysJob } from './expire-api-keys.job';
import { listApiKeys } from './list-api-keys.handler';
import { revokeApiKey } from './revoke-api-key';

/** Keys by which programs act for a member, in one organisation. */
export const apiKeyFeature: Feature<AuthParts> = {
  wirings: [
    handler(CreateApiKey, createApiKey),
    handler(ListApiKeys, listApiKeys),
    // Published before it is answered: the key's next request is refused.
    command(RevokeApiKey, {
      on: apiKey,
      id: ({ keyId }) => keyId,
      decide: revokeApiKey,
      answer: ({ keyId: id }, { revision }) => ({ id, revision }),
      then: ({ context: { tenantId }, id, parts: { access } }) => access.apiKey(tenantId, id),
    }),
    handler(ExchangeApiKey, exchangeApiKey),
    handler(ExpireApiKeys, expireApiKeys),
  ],
  schedules: [expireApiKeysJob],
  // Their names are typed by people.
  personalRows: [{ table: 'auth.api_key', subjects: ['membership_id'], rewrite: true }],
};
