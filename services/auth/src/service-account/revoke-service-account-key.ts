import type { RevokeServiceAccountKey } from '#contracts/auth/revoke-service-account-key';
import type { Given } from '#libs/event-sourcing';
import type { ApiKey, ApiKeyEvent } from '../api-key/api-key';
import { revokeKeyOf } from '../api-key/revoke-api-key';
import type { Members } from '../members/members';
import { refuseHolderOfMore } from '../members/roles';
import { presentServiceAccount } from './service-account';

/** Nobody takes the keys of an account that holds what they do not. */
export function revokeServiceAccountKey(
  { serviceAccountId, accountKeyId }: RevokeServiceAccountKey,
  key: ApiKey,
  given: Given<Members>,
): ApiKeyEvent[] {
  const { roles } = presentServiceAccount(given.facts, serviceAccountId);
  refuseHolderOfMore(given, given.facts, roles);
  return revokeKeyOf(serviceAccountId, accountKeyId, key, given);
}
