import type { ApiKeyDetails, ListApiKeys } from '#contracts/auth/list-api-keys';
import type { Page } from '#contracts/declare/list-request';
import type { RequestContext } from '#libs/identity';
import { acceptor, askedPage, mismatch, pageOf, type PagedList } from '#libs/read-models';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import type { ListedKey } from './api-keys.store';

const list: PagedList = { name: 'api-keys', order: '-createdAt', sort: ['createdAt'], filters: {} };
const isInstant = acceptor('timestamptz');
const isId = acceptor('uuid');

export async function listApiKeys(
  query: ListApiKeys,
  { actor }: RequestContext,
  { apiKeys }: Pick<AuthParts, 'apiKeys'>,
): Promise<Outcome<Page<ApiKeyDetails>>> {
  const page = askedPage(list, query);
  const { asked, after, limit } = page;
  const isDescending = asked.sort.startsWith('-');
  const found = await apiKeys.page(actor.id, { after: after && placeOf(after), isDescending, limit });
  const { items, ...rest } = pageOf(page, found, ({ createdAt, keyId }) => [createdAt, keyId]);
  return { answer: { ...rest, items: items.map(shownKey) } };
}

export function shownKey({ keyId: id, name, scopes, createdAt, expiresAt, usedAt }: ListedKey): ApiKeyDetails {
  return { id, name, scopes, createdAt, expiresAt, lastUsedAt: usedAt };
}

/** @throws DomainError `CURSOR_MISMATCH` */
function placeOf([createdAt, id]: readonly unknown[]): readonly [string, string] {
  if (typeof createdAt !== 'string' || typeof id !== 'string' || !isInstant(createdAt) || !isId(id)) throw mismatch();
  return [createdAt, id];
}
