import type { CreateServiceAccountKey } from '#contracts/auth/create-service-account-key';
import type { CreatedApiKey } from '#contracts/auth/create-api-key';
import type { GetServiceAccount, ServiceAccount, ServiceAccountDetails } from '#contracts/auth/get-service-account';
import type { ListServiceAccounts } from '#contracts/auth/list-service-accounts';
import type { Page } from '#contracts/declare/list-request';
import { decidingActor, type CommandContext, type RequestContext } from '#libs/identity';
import { askedPage, mismatch, pageOf, type PagedList } from '#libs/read-models';
import type { Outcome } from '#libs/runtime';
import { MAX_KEYS } from '../api-key/api-keys.store';
import { createKeyOf } from '../api-key/create-api-key.handler';
import { shownKey } from '../api-key/list-api-keys.handler';
import type { AuthParts } from '../auth.provider';
import { members } from '../members/members';
import { refuseHolderOfMore } from '../members/roles';
import type { ServiceAccount as Account } from '../members/service-account-state';
import { presentServiceAccount } from './service-account';

const list: PagedList = { name: 'service-accounts', order: 'createdAt', sort: ['createdAt'], filters: {} };

function shown(id: string, { name, roles, createdAt, updatedAt }: Account): ServiceAccount {
  return { id, name, roles: [...roles], createdAt, updatedAt };
}

const placeOf = ({ createdAt, id }: ServiceAccount): string => `${createdAt} ${id}`;

/** From the log's own state: an organisation has few, and decisions keep the state at hand. */
export async function listServiceAccounts(
  query: ListServiceAccounts,
  { tenantId }: RequestContext,
  { commands }: AuthParts,
): Promise<Outcome<Page<ServiceAccount>>> {
  const page = askedPage(list, query);
  const { state } = await commands.state(members, tenantId, tenantId);
  const sign = page.asked.sort.startsWith('-') ? -1 : 1;
  const compared = (one: string, other: string) => (one < other ? -sign : one > other ? sign : 0);
  const after = page.after && page.after[0];
  if (after !== undefined && typeof after !== 'string') throw mismatch();
  const rows = [...state.serviceAccounts]
    .filter(([, { status }]) => status === 'active')
    .map(([id, account]) => shown(id, account))
    .filter((row) => after === undefined || compared(placeOf(row), after) > 0)
    .toSorted((one, other) => compared(placeOf(one), placeOf(other)));
  return { answer: pageOf(page, rows.slice(0, page.limit + 1), (row) => [placeOf(row)]) };
}

export async function getServiceAccount(
  { serviceAccountId: id }: GetServiceAccount,
  { tenantId }: RequestContext,
  { apiKeys, commands }: AuthParts,
): Promise<Outcome<ServiceAccountDetails>> {
  const { state } = await commands.state(members, tenantId, tenantId);
  const account = presentServiceAccount(state, id);
  const keys = await apiKeys.page(id, { isDescending: true, limit: MAX_KEYS - 1 });
  return { answer: { ...shown(id, account), keys: keys.map(shownKey) } };
}

/** A key is access: nobody makes one for an account that holds what they do not. */
export async function createServiceAccountKey(
  { serviceAccountId, ...key }: CreateServiceAccountKey,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<CreatedApiKey>> {
  const { state } = await parts.commands.state(members, context.tenantId, context.tenantId);
  const { roles } = presentServiceAccount(state, serviceAccountId);
  refuseHolderOfMore({ actor: decidingActor(context.actor) }, state, roles);
  return createKeyOf(serviceAccountId, key, context, parts);
}
