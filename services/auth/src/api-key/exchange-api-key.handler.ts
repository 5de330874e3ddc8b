import type { ExchangeApiKey, ExchangedApiKey } from '#contracts/auth/exchange-api-key';
import { DomainError } from '#contracts/errors';
import { secretsMatch, type CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';

/** @throws DomainError `UNAUTHENTICATED` alike for an unknown, wrong or ended key; `ORGANIZATION_SUSPENDED` */
export async function exchangeApiKey(
  { keyId, digest }: ExchangeApiKey,
  { now }: CommandContext,
  { apiKeys, keyAccess }: AuthParts,
): Promise<Outcome<ExchangedApiKey>> {
  const found = await apiKeys.find(keyId);
  if (!found || !secretsMatch(digest, found.digest)) throw new DomainError('UNAUTHENTICATED');
  const { token: accessToken, expiresAt } = await keyAccess.tokenOf(found, now);
  if (!found.isInForce) throw new DomainError('UNAUTHENTICATED');
  await apiKeys.used(keyId);
  return { answer: { accessToken, expiresAt } };
}
