import { createPublicKey, randomUUID } from 'node:crypto';
import { ChangeRole } from '#contracts/auth/change-role';
import type { CreatedApiKey } from '#contracts/auth/create-api-key';
import { CreateRole } from '#contracts/auth/create-role';
import { CreateServiceAccount } from '#contracts/auth/create-service-account';
import { CreateServiceAccountKey } from '#contracts/auth/create-service-account-key';
import { ExchangeApiKey, type ExchangedApiKey } from '#contracts/auth/exchange-api-key';
import { GetServiceAccount, type ServiceAccountDetails } from '#contracts/auth/get-service-account';
import { ListServiceAccounts } from '#contracts/auth/list-service-accounts';
import { RemoveServiceAccount } from '#contracts/auth/remove-service-account';
import { RevokeServiceAccountKey } from '#contracts/auth/revoke-service-account-key';
import type { Created } from '#contracts/created';
import type { Page } from '#contracts/declare/list-request';
import {
  AccessVersions,
  PublishedRoles,
  RolesInForce,
  accessOf,
  actorOf,
  readApiKey,
  tokenVerifier,
  type ReadApiKey,
} from '#libs/identity';
import { TestAuth } from '../auth.fixture';

let auth: TestAuth;
beforeAll(async () => {
  auth = await TestAuth.open();
});
afterAll(() => auth.close());

const READS = ['inventory.item.read'];
const refused = { code: 'UNAUTHENTICATED' };
const missing = { code: 'NOT_FOUND' };

/** In the context of an administrator. */
async function anAccount(roles: readonly string[] = ['manager'], at?: string) {
  const tenantId = at ?? (await auth.anOrganization());
  const { id } = await auth.ask<Created>(CreateServiceAccount, { name: 'Till', roles }, { tenantId });
  return { tenantId, id };
}
type Account = Awaited<ReturnType<typeof anAccount>>;

const create = ({ tenantId, id: serviceAccountId }: Account, scopes = READS, context: object = {}) =>
  auth.ask<CreatedApiKey>(
    CreateServiceAccountKey,
    { serviceAccountId, name: 'Sync', scopes },
    { tenantId, ...context },
  );
const exchange = (key: string) => auth.ask<ExchangedApiKey>(ExchangeApiKey, readApiKey(key) as ReadApiKey);

async function tokenOf(key: string | undefined) {
  const { accessToken } = await exchange(key as string);
  const publicKey = createPublicKey(auth.parts.signingKey.privateKey);
  return tokenVerifier({ find: () => Promise.resolve({ owner: 'auth', publicKey }) })(accessToken);
}

/** The actor that a gateway finds behind the key. */
async function actorBehind(key: string | undefined) {
  const token = await tokenOf(key);
  const versions = await new AccessVersions(auth.database).check(token);
  return actorOf(await new RolesInForce(new PublishedRoles(auth.database)).resolve(token, versions));
}
const may = async (key: string | undefined) => [...accessOf(await actorBehind(key)).permissions];

it('a service account is listed and read with its keys, in its organisation alone', async () => {
  const account = await anAccount();
  const { tenantId, id } = account;
  const [second, third] = [await anAccount(['viewer'], tenantId), await anAccount([], tenantId)];
  const { id: keyId } = await create(account);
  const shown = { id, name: 'Till', roles: ['manager'] };
  const read = (context: object) =>
    auth.ask<ServiceAccountDetails>(GetServiceAccount, { serviceAccountId: id }, context);
  expect(await read({ tenantId })).toMatchObject({ ...shown, keys: [{ id: keyId, scopes: READS, lastUsedAt: null }] });
  await expect(read({ tenantId: await auth.anOrganization() })).rejects.toMatchObject(missing);
  const list = (query: object) => auth.ask<Page<{ id: string }>>(ListServiceAccounts, query, { tenantId });
  const first = await list({ limit: 2 });
  const rest = await list({ limit: 2, cursor: first.nextCursor });
  expect([first.items.length, rest.items.length, rest.nextCursor]).toEqual([2, 1, null]);
  const listed = [...first.items, ...rest.items].map((row) => row.id);
  expect(listed.toSorted()).toEqual([id, second.id, third.id].toSorted());
  expect((await list({ sort: '-createdAt' })).items.map((row) => row.id)).toEqual(listed.toReversed());
});

describe('a key of a service account', () => {
  it('acts as the account, without a login, within its scopes and the roles of the account', async () => {
    const { tenantId, id } = await anAccount(['viewer']);
    const { key } = await create({ tenantId, id });
    const actor = await actorBehind(key);
    expect(actor).toMatchObject({ id, type: 'service_account', roles: ['viewer'] });
    expect([...accessOf(actor).permissions]).toEqual(READS);
  });

  it('has no scope that the account or its maker does not hold, and none by a maker who holds less', async () => {
    const [viewer, admin] = [await anAccount(['viewer']), await anAccount(['admin'])];
    await expect(create(viewer, ['user.create'])).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const actor = { id: randomUUID(), type: 'user', roles: ['manager'] };
    await expect(create(admin, READS, { actor })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(create({ ...viewer, id: randomUUID() })).rejects.toMatchObject(missing);
    await expect(create({ ...viewer, tenantId: admin.tenantId })).rejects.toMatchObject(missing);
  });

  it('follows a custom role as it is now, also under another name', async () => {
    const tenantId = await auth.anOrganization();
    const role = { name: 'Clerk', permissions: READS };
    const { id: roleId } = await auth.ask<Created>(CreateRole, role, { tenantId });
    const { key } = await create(await anAccount(['Clerk'], tenantId));
    const token = await tokenOf(key);
    await auth.ask(ChangeRole, { roleId, ...role, name: 'Buyer' }, { tenantId });
    await expect(new AccessVersions(auth.database).check(token)).rejects.toMatchObject(refused);
    expect(await may(key)).toEqual(READS);
    await auth.ask(ChangeRole, { roleId, name: 'Buyer', permissions: [] }, { tenantId });
    expect(await may(key)).toEqual([]);
  });

  it('is refused once it is revoked, and so is the token that it was exchanged for', async () => {
    const account = await anAccount();
    const { tenantId, id: serviceAccountId } = account;
    const [{ id: accountKeyId, key }, other] = [await create(account), await create(account)];
    const token = await tokenOf(key);
    const revoke = (of: string, at = tenantId) =>
      auth.ask(RevokeServiceAccountKey, { serviceAccountId: of, accountKeyId }, { tenantId: at });
    const peer = await anAccount([], tenantId);
    for (const wrong of [revoke(peer.id), revoke(serviceAccountId, await auth.anOrganization())]) {
      await expect(wrong).rejects.toMatchObject(missing);
    }
    await revoke(serviceAccountId);
    await expect(exchange(key as string)).rejects.toMatchObject(refused);
    await expect(new AccessVersions(auth.database).check(token)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(await may(other.key)).toEqual(READS);
  });

  it('is refused once the account is removed, also where a restored row knows it', async () => {
    const account = await anAccount();
    const { tenantId, id: serviceAccountId } = account;
    const { key } = await create(account);
    const token = await tokenOf(key);
    await auth.ask(RemoveServiceAccount, { serviceAccountId }, { tenantId });
    await expect(new AccessVersions(auth.database).check(token)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    await expect(exchange(key as string)).rejects.toMatchObject(refused);
    await auth.database.query('UPDATE auth.api_key SET ended_at = NULL WHERE membership_id = $1', [serviceAccountId]);
    await expect(exchange(key as string)).rejects.toMatchObject(refused);
    await expect(create(account)).rejects.toMatchObject(missing);
  });
});
