import { createPublicKey, randomUUID } from 'node:crypto';
import { decode } from 'jsonwebtoken';
import { CreateApiKey, type CreatedApiKey } from '#contracts/auth/create-api-key';
import { CreateRole } from '#contracts/auth/create-role';
import { ChangeRole } from '#contracts/auth/change-role';
import { DeactivateUser } from '#contracts/auth/deactivate-user';
import { FindStaleMembers, type FoundStaleMembers } from '#contracts/auth/find-stale-members';
import { ExchangeApiKey, type ExchangedApiKey } from '#contracts/auth/exchange-api-key';
import { ExpireApiKeys } from '#contracts/auth/expire-api-keys';
import { ListApiKeys, type ApiKeyDetails } from '#contracts/auth/list-api-keys';
import { ReactivateUser } from '#contracts/auth/reactivate-user';
import { RemoveUser } from '#contracts/auth/remove-user';
import { RevokeApiKey } from '#contracts/auth/revoke-api-key';
import { RevokeUserApiKeys } from '#contracts/auth/revoke-user-api-keys';
import { SetRoles } from '#contracts/auth/set-roles';
import { SweepSecrets } from '#contracts/auth/sweep-secrets';
import { ApplyOrganizationStatus } from '#contracts/auth/apply-organization-status';
import { OrganizationReactivated, OrganizationSuspended } from '#contracts/tenancy/organization-events';
import type { Created } from '#contracts/created';
import { event } from '#contracts/declare/event';
import {
  AccessVersions,
  PublishedRoles,
  RolesInForce,
  accessOf,
  actorOf,
  newApiKey,
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

const SCOPES = ['inventory.item.read', 'inventory.item.manage'];
const refused = { code: 'UNAUTHENTICATED' };
const missing = { code: 'NOT_FOUND' };

interface Owner {
  readonly tenantId: string;
  readonly userId: string;
  readonly as: (roles?: readonly string[]) => object;
  /** In the context of an administrator of the organisation. */
  readonly admin: object;
}

async function anOwner(roles: readonly string[] = ['manager'], at?: string): Promise<Owner> {
  const tenantId = at ?? (await auth.anOrganization());
  const { userId, accountId } = await auth.aMember([tenantId], roles);
  const as = (now = roles) => ({ tenantId, actor: { id: userId, accountId, type: 'user', roles: now } });
  return { tenantId, userId, as, admin: { tenantId } };
}

const create = (owner: Owner, more: object = {}, context: object = {}) =>
  auth.ask<CreatedApiKey>(CreateApiKey, { name: 'Sync', scopes: SCOPES, ...more }, { ...owner.as(), ...context });
async function aKey(owner: Owner, more: object = {}) {
  const { id, key = '' } = await create(owner, more);
  return { id, key };
}
const exchange = (key: string) => auth.ask<ExchangedApiKey>(ExchangeApiKey, readApiKey(key) as ReadApiKey);
const list = async (owner: Owner) =>
  (await auth.ask<{ items: readonly ApiKeyDetails[] }>(ListApiKeys, {}, owner.as())).items;

/** The permissions of the key, as a gateway resolves them. */
async function may(key: string): Promise<readonly string[]> {
  const { accessToken } = await exchange(key);
  const publicKey = createPublicKey(auth.parts.signingKey.privateKey);
  const token = await tokenVerifier({ find: () => Promise.resolve({ owner: 'auth', publicKey }) })(accessToken);
  const versions = await new AccessVersions(auth.database).check(token);
  const resolved = await new RolesInForce(new PublishedRoles(auth.database)).resolve(token, versions);
  return [...accessOf(actorOf(resolved)).permissions].toSorted();
}

describe('a new key', () => {
  it('is shown once, and neither it nor a digest of it is in the log', async () => {
    const owner = await anOwner();
    const commandId = randomUUID();
    const first = await create(owner, {}, { commandId });
    const again = await create(owner, {}, { commandId });
    expect(first.key).toMatch(/^olk_[\w-]{64}$/);
    expect(again).toEqual({ id: first.id, revision: first.revision, expiresAt: first.expiresAt });
    const { digest } = readApiKey(first.key as string) as ReadApiKey;
    const { rows } = await auth.database.query('SELECT * FROM auth.api_key WHERE id = $1', [first.id]);
    expect(rows).toMatchObject([{ digest, name: 'Sync' }]);
    expect(JSON.stringify(rows)).not.toContain(first.key?.slice(26));
    const recorded = await auth.recorded('auth.api_key', { tenantId: owner.tenantId, id: first.id });
    expect(recorded).toMatchObject([{ type: 'ApiKeyCreated', data: { membershipId: owner.userId, scopes: SCOPES } }]);
    for (const secret of [digest, first.key?.slice(26) ?? '', 'Sync']) {
      expect(JSON.stringify(recorded)).not.toContain(secret);
    }
    expect(await list(owner)).toMatchObject([{ id: first.id, scopes: SCOPES, lastUsedAt: null }]);
  });

  it('that was cut off before it was shown is shown by the repetition, and the lost one is good for nothing', async () => {
    const owner = await anOwner();
    const commandId = randomUUID();
    const lost = await create(owner, {}, { commandId });
    await auth.database.query('UPDATE auth.api_key SET confirmed_at = NULL WHERE id = $1', [lost.id]);
    const again = await create(owner, {}, { commandId });
    expect(await may(again.key as string)).toEqual(SCOPES.toSorted());
    await expect(exchange(lost.key as string)).rejects.toMatchObject(refused);
  });

  it('lives 90 days, or as long as asked within a year', async () => {
    const owner = await anOwner();
    const in_ = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const { expiresAt } = await create(owner);
    expect(Math.abs(Date.parse(expiresAt) - Date.parse(in_(90)))).toBeLessThan(60_000);
    expect(await create(owner, { expiresAt: in_(364) })).toMatchObject({ key: expect.any(String) });
    for (const wrong of [in_(366), in_(-1)]) {
      const asked = create(owner, { expiresAt: wrong });
      await expect(asked).rejects.toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ pointer: '/expiresAt' }] });
    }
  });

  it('has no scope that its owner does not hold in the organisation, whatever roles of the platform they have', async () => {
    const owner = await anOwner();
    const asked = create(owner, { scopes: ['inventory.item.read', 'user.create'] });
    await expect(asked).rejects.toMatchObject({ code: 'FORBIDDEN', fields: [{ pointer: '/scopes/1' }] });
    const wide = create(owner, { scopes: ['user.create'] }, owner.as(['manager', 'super_admin']));
    await expect(wide).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const outsider = {
      ...owner.as(['super_admin']),
      actor: { id: randomUUID(), type: 'user', roles: ['super_admin'] },
    };
    await expect(create(owner, {}, outsider)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is refused to an owner of fifty', async () => {
    const owner = await anOwner();
    await Promise.all(Array.from({ length: 50 }, () => create(owner)));
    await expect(create(owner)).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
    const [{ id: keyId } = { id: '' }] = await list(owner);
    await auth.ask(RevokeApiKey, { keyId }, owner.as());
    await create(owner);
  });
});

describe('what a key may do', () => {
  it('is its scopes within the roles of its owner at the time', async () => {
    const owner = await anOwner();
    const { key } = await aKey(owner);
    expect(await may(key)).toEqual(SCOPES.toSorted());
    const set = (roles: readonly string[]) => auth.ask(SetRoles, { userId: owner.userId, roles }, owner.admin);
    await set(['viewer']);
    expect(await may(key)).toEqual(['inventory.item.read']);
    await set([]);
    expect(await may(key)).toEqual([]);
    await set(['admin']);
    expect(await may(key)).toEqual(SCOPES.toSorted());
  });

  it('follows a custom role as it is now', async () => {
    const tenantId = await auth.anOrganization();
    const role = { name: 'Clerk', permissions: SCOPES };
    const { id: roleId } = await auth.ask<Created>(CreateRole, role, { tenantId });
    const owner = await anOwner(['Clerk'], tenantId);
    const access = { permissions: new Set(SCOPES), scopes: { all: new Set() } };
    const actor = { id: owner.userId, type: 'user', roles: ['Clerk'], access };
    const { key = '' } = await create(owner, {}, { actor });
    await auth.ask(ChangeRole, { roleId, ...role, permissions: ['inventory.item.read'] }, { tenantId });
    expect(await may(key)).toEqual(['inventory.item.read']);
  });

  it('is in the one organisation, without roles of the platform, for five minutes', async () => {
    const owner = await anOwner();
    const { id, key } = await aKey(owner);
    const { accessToken, expiresAt } = await exchange(key);
    const claims = decode(accessToken) as { iat: number; exp: number };
    const named = { sid: id, org: owner.tenantId, mid: owner.userId, scopes: SCOPES, platform_roles: [] };
    expect(claims).toMatchObject(named);
    expect(claims.exp - claims.iat).toBe(300);
    expect(Date.parse(expiresAt)).toBeLessThanOrEqual(Date.now() + 300_000);
    expect((await list(owner))[0]?.lastUsedAt).not.toBeNull();
  });
});

describe('a key is refused', () => {
  const publishedAs = async (id: string) => (await auth.published('session', id))?.ended;

  it('once it is revoked by its owner, and by nobody else', async () => {
    const [owner, other] = [await anOwner(), await anOwner()];
    const [{ id: keyId, key }, another] = [await aKey(owner), await aKey(owner)];
    const peer = await anOwner(['admin'], owner.tenantId);
    const elsewhere = { ...owner.as(), tenantId: other.tenantId };
    for (const by of [other.as(), peer.as(), elsewhere]) {
      await expect(auth.ask(RevokeApiKey, { keyId }, by)).rejects.toMatchObject(missing);
    }
    const commandId = randomUUID();
    const revoked = await auth.ask(RevokeApiKey, { keyId }, { ...owner.as(), commandId });
    expect(await auth.ask(RevokeApiKey, { keyId }, { ...owner.as(), commandId })).toEqual(revoked);
    expect(await publishedAs(keyId)).toBe(true);
    await expect(exchange(key)).rejects.toMatchObject(refused);
    await expect(auth.ask(RevokeApiKey, { keyId }, owner.as())).rejects.toMatchObject(missing);
    expect((await list(owner)).map(({ id }) => id)).toEqual([another.id]);
    expect(await may(another.key)).toEqual(SCOPES.toSorted());
  });

  it('with another secret, and where there is none', async () => {
    const { id } = await aKey(await anOwner());
    for (const key of [newApiKey(id).text, newApiKey(randomUUID()).text]) {
      await expect(exchange(key)).rejects.toMatchObject(refused);
    }
  });

  it('as a refresh token', async () => {
    const { key } = await aKey(await anOwner());
    await expect(auth.refresh(key)).rejects.toMatchObject(refused);
  });

  it('from its expiry on, and the job records the end', async () => {
    const owner = await anOwner();
    const { id, key } = await aKey(owner, { expiresAt: new Date(Date.now() + 1_500).toISOString() });
    expect(Date.parse((await exchange(key)).expiresAt)).toBeLessThan(Date.now() + 1_500);
    await auth.asOwner(`UPDATE auth.api_key SET expires_at = now() - interval '1 second' WHERE id = $1`, [id]);
    await expect(exchange(key)).rejects.toMatchObject(refused);
    expect(await list(owner)).toEqual([]);
    expect(await auth.ask(ExpireApiKeys, {})).toEqual({ keys: 1 });
    expect(await auth.ask(ExpireApiKeys, {})).toEqual({ keys: 0 });
    const [, revoked] = await auth.recorded('auth.api_key', { tenantId: owner.tenantId, id });
    expect(revoked).toMatchObject({ type: 'ApiKeyRevoked', data: { reason: 'expired' } });
    expect(await publishedAs(id)).toBe(true);
  });

  it('once its owner is deactivated, also after they are reactivated', async () => {
    const owner = await anOwner();
    const { key } = await aKey(owner);
    await auth.ask(DeactivateUser, { userId: owner.userId }, owner.admin);
    await expect(exchange(key)).rejects.toMatchObject(refused);
    await auth.ask(ReactivateUser, { userId: owner.userId }, owner.admin);
    await expect(exchange(key)).rejects.toMatchObject(refused);
    // Not by the table alone: a restored row does not bring it back.
    await auth.database.query('UPDATE auth.api_key SET ended_at = NULL WHERE membership_id = $1', [owner.userId]);
    await expect(exchange(key)).rejects.toMatchObject(refused);
    expect(await may((await aKey(owner)).key)).toEqual(SCOPES.toSorted());
  });

  it('once its owner is removed', async () => {
    const owner = await anOwner();
    const { key } = await aKey(owner);
    await auth.ask(RemoveUser, { userId: owner.userId }, owner.admin);
    await expect(exchange(key)).rejects.toMatchObject(refused);
  });

  it('once its organisation is suspended, also after it is active again', async () => {
    const owner = await anOwner();
    const { tenantId: organizationId } = owner;
    const { key } = await aKey(owner);
    const applies = async (fact: object, status: 'suspended' | 'active', revision: number) => {
      await auth.tenancyRecords(organizationId, fact as never, revision - 1);
      await auth.ask(ApplyOrganizationStatus, { organizationId, status, revision });
    };
    await applies(event(OrganizationSuspended, { organizationId, reason: 'unpaid' }), 'suspended', 1);
    await expect(exchange(key)).rejects.toMatchObject({ code: 'ORGANIZATION_SUSPENDED' });
    await applies(event(OrganizationReactivated, { organizationId } as never), 'active', 2);
    await expect(exchange(key)).rejects.toMatchObject(refused);
  });

  it('once an administrator revokes all of its owner, unless the owner holds more than they do', async () => {
    const owner = await anOwner();
    const { key } = await aKey(owner);
    const revoke = (context: object) => auth.ask(RevokeUserApiKeys, { userId: owner.userId }, context);
    const lesser = { tenantId: owner.tenantId, actor: { id: randomUUID(), type: 'user', roles: ['viewer'] } };
    await expect(revoke(lesser)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(revoke({ tenantId: await auth.anOrganization() })).rejects.toMatchObject(missing);
    expect(await may(key)).toEqual(SCOPES.toSorted());
    await revoke(owner.admin);
    await expect(exchange(key)).rejects.toMatchObject(refused);
    expect(await list(owner)).toEqual([]);
    expect(await may((await aKey(owner)).key)).toEqual(SCOPES.toSorted());
  });
});

it('a user of keys alone counts as active', async () => {
  const owner = await anOwner();
  const { id } = await aKey(owner);
  const later = new Date(Date.now() + 91 * 86_400_000).toISOString();
  const stale = () => auth.ask<FoundStaleMembers>(FindStaleMembers, {}, { tenantId: owner.tenantId, now: later });
  await auth.caughtUp();
  const { users } = await stale();
  await auth.asOwner('UPDATE auth.api_key SET used_at = $2 WHERE id = $1', [id, later]);
  expect((await stale()).users).toBe(users - 1);
});

it('rows that nothing needs are swept: ended long ago, or never named by the log', async () => {
  const owner = await anOwner();
  const [ended, orphan, kept] = [await aKey(owner), await aKey(owner), await aKey(owner)];
  await auth.asOwner(`UPDATE auth.api_key SET ended_at = now() - interval '91 days' WHERE id = $1`, [ended.id]);
  const neverNamed = `UPDATE auth.api_key SET confirmed_at = NULL, created_at = now() - interval '8 days' WHERE id = $1`;
  await auth.asOwner(neverNamed, [orphan.id]);
  await auth.ask(SweepSecrets, {});
  const { rows } = await auth.database.query('SELECT id FROM auth.api_key WHERE membership_id = $1', [owner.userId]);
  expect(rows).toEqual([{ id: kept.id }]);
});
