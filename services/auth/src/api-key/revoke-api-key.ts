import { ApiKeyRevoked, type KeyRevocation } from '#contracts/auth/api-key-events';
import type { RevokeApiKey } from '#contracts/auth/revoke-api-key';
import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { Given } from '#libs/event-sourcing';
import type { ApiKey, ApiKeyEvent } from './api-key';

/** The owner's own end of it: a key of somebody else is as missing as an ended one. */
export function revokeApiKey({ keyId }: RevokeApiKey, key: ApiKey, given: Given): ApiKeyEvent[] {
  return revokeKeyOf(given.actor.id, keyId, key, given);
}

export function revokeKeyOf(ownerId: string, keyId: string, key: ApiKey, given: Given): ApiKeyEvent[] {
  const isThere = key.status === 'active' && key.membershipId === ownerId;
  if (!isThere) throw new DomainError('NOT_FOUND', 'There is no such API key');
  return endKey({ keyId, reason: 'revoked' }, key, given);
}

/** Ends a key; one that never was, or has ended, stays as it is. */
export function endKey(
  { keyId, reason }: { readonly keyId: string; readonly reason: KeyRevocation },
  { status, membershipId }: ApiKey,
  { tenantId: organizationId }: Given,
): ApiKeyEvent[] {
  return status === 'active' ? [event(ApiKeyRevoked, { keyId, membershipId, organizationId, reason })] : [];
}
