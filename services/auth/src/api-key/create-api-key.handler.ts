import type { CreateApiKey, CreatedApiKey, NewApiKey } from '#contracts/auth/create-api-key';
import { DomainError } from '#contracts/errors';
import { newIdOf } from '#libs/event-sourcing';
import { accessOf, newApiKey, type CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { apiKey } from './api-key';
import { MAX_KEYS } from './api-keys.store';
import { expiryOf, refuseScopesBeyond, startKey } from './create-api-key';

export function createApiKey(
  command: CreateApiKey,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<CreatedApiKey>> {
  return createKeyOf(context.actor.id, command, context, parts);
}

/**
 * Creates a key of a member: the row first, then the event, then the row counts. A repetition shows the key only if no
 * answer before it can have shown one.
 * @throws DomainError `FORBIDDEN`, `VALIDATION_FAILED`, `LIMIT_REACHED`
 */
export async function createKeyOf(
  membershipId: string,
  { name, scopes, expiresAt: asked }: NewApiKey,
  context: CommandContext,
  { apiKeys, commands, keyAccess }: AuthParts,
): Promise<Outcome<CreatedApiKey>> {
  const { tenantId: organizationId, actor, commandId, now } = context;
  const { owner, state, ...revisions } = await keyAccess.ownerOf(organizationId, membershipId);
  const { permissions } = accessOf(actor);
  refuseScopesBeyond({ scopes }, state, { roles: owner.roles, mayGive: (each) => permissions.has(each) });
  const keyId = newIdOf(commandId, 'api-key');
  const { text, digest } = newApiKey(keyId);
  const key = { keyId, membershipId, scopes, expiresAt: expiryOf(asked, now), ...revisions };
  if (!(await apiKeys.hold({ ...key, organizationId, name, digest, createdAt: now }))) {
    throw new DomainError('LIMIT_REACHED', `Nobody may have more than ${MAX_KEYS} API keys`, { limit: MAX_KEYS });
  }
  const { result, position } = await commands.handle({
    aggregate: apiKey,
    id: keyId,
    command: key,
    context,
    decide: startKey,
    answer: ({ expiresAt }, { events: [created], revision }) => ({
      id: keyId,
      revision,
      // The first one's, also in the answer to a repetition.
      expiresAt: created?.type === 'ApiKeyCreated' ? created.data.expiresAt : expiresAt,
    }),
  });
  const isShown = await apiKeys.confirm(keyId, digest);
  return { answer: { ...result, ...(isShown && { key: text }) }, ...(position !== undefined && { position }) };
}
