import type { ExpireApiKeys, ExpiredApiKeys } from '#contracts/auth/expire-api-keys';
import { DomainError } from '#contracts/errors';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { apiKey } from './api-key';
import type { StoredKey } from './api-keys.store';
import { endKey } from './revoke-api-key';

const BATCH = 200;
/** Before the deadline; one batch is done within this time. */
const ENOUGH_MS = 3_000;

/**
 * Records the expiry of keys batch by batch: the event first, then the table.
 * @throws DomainError `SERVICE_UNAVAILABLE` when more are left than the deadline allows: sent again, it goes on
 */
export async function expireApiKeys(
  _command: ExpireApiKeys,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<ExpiredApiKeys>> {
  const now = new Date(context.now);
  let keys = 0;
  for (;;) {
    const batch = await parts.apiKeys.expired(now, BATCH);
    for (const key of batch) await expire(key, context, parts);
    keys += batch.length;
    if (batch.length < BATCH) return { answer: { keys } };
    if (Date.now() > context.deadline - ENOUGH_MS) {
      throw new DomainError('SERVICE_UNAVAILABLE', 'More keys have expired; send it again');
    }
  }
}

async function expire(
  { keyId, organizationId }: StoredKey,
  context: CommandContext,
  { access, apiKeys, commands }: AuthParts,
): Promise<void> {
  await commands.handle({
    aggregate: apiKey,
    id: keyId,
    command: { keyId, reason: 'expired' } as const,
    context: { ...context, tenantId: organizationId, commandId: newIdOf(context.commandId, `api-key/${keyId}`) },
    decide: endKey,
    answer: () => undefined,
  });
  await access.apiKey(organizationId, keyId);
  // Also a key that the log does not know, as after a restored backup.
  await apiKeys.end(keyId);
}
