import { randomUUID } from 'node:crypto';
import { GetUser, type User } from '#contracts/auth/get-user';
import { ProvisionFirstAdministrator } from '#contracts/auth/provision-first-administrator';
import type { Created } from '#contracts/created';
import { PLATFORM } from '#contracts/permissions';
import { PASSWORD, TestAuth } from '../auth.fixture';
import { Accounts } from '../account/accounts.provider';
import { ANSWERED_AFTER_MS } from './create-user.handler';

let auth: TestAuth;
beforeAll(async () => {
  auth = await TestAuth.open();
});
afterAll(() => auth.close());

async function userOf(tenantId: string, userId: string): Promise<User> {
  await auth.caughtUp();
  return auth.ask<User>(GetUser, { userId }, { tenantId });
}
const address = () => `${randomUUID().slice(0, 8)}@example.org`;

describe('making a user', () => {
  it('creates an account with its password, active at once', async () => {
    const tenantId = await auth.anOrganization();
    const email = address();
    const { id } = await auth.createUser(tenantId, { email, name: 'Grace', password: PASSWORD });
    expect(await userOf(tenantId, id)).toMatchObject({ id, email, name: 'Grace', status: 'active', roles: ['viewer'] });
    expect((await auth.signIn(email)).user.organizationId).toBe(tenantId);
  });

  it('creates an account without a password, pending', async () => {
    const tenantId = await auth.anOrganization();
    const { id } = await auth.createUser(tenantId);
    expect(await userOf(tenantId, id)).toMatchObject({ status: 'pending' });
  });

  it('invites when the address has an account, keeps its password, and shows the typed name and address', async () => {
    const tenantId = await auth.anOrganization();
    const { accountId, email } = await auth.aMember([]);
    const typed = email.toUpperCase();
    const { id } = await auth.createUser(tenantId, { email: typed, name: 'Somebody', password: 'not their password' });
    expect(id).toBe(accountId);
    expect(await userOf(tenantId, id)).toMatchObject({ email: typed, name: 'Somebody', status: 'pending' });
    expect((await auth.signIn(email)).user).toMatchObject({ name: 'Ada', organizationId: null });
  });

  it('changes nothing for a member', async () => {
    const tenantId = await auth.anOrganization();
    const { accountId, email } = await auth.aMember([tenantId], ['manager']);
    expect(await auth.createUser(tenantId, { email, name: 'Somebody' })).toEqual({ id: accountId, revision: 0 });
    expect(await userOf(tenantId, accountId)).toMatchObject({ name: 'Ada', roles: ['manager'], status: 'active' });
  });

  it('has the last password, when a command that was not carried out comes again with another', async () => {
    const tenantId = await auth.anOrganization();
    const [email, commandId] = [address(), randomUUID()];
    const first = auth.createUser(
      tenantId,
      { email, password: 'eight red kettles hum' },
      { commandId, payloadDigest: '0000aaaa', deadline: Date.now() - 1 },
    );
    await expect(first).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await auth.createUser(tenantId, { email, password: PASSWORD }, { commandId, payloadDigest: '0000bbbb' });
    await auth.caughtUp();
    expect((await auth.signIn(email)).user.organizationId).toBe(tenantId);
  });

  it('is created once by one command, however often it is sent', async () => {
    const tenantId = await auth.anOrganization();
    const [user, command] = [{ email: address(), password: PASSWORD }, { commandId: randomUUID() }];
    const first = await auth.createUser(tenantId, user, command);
    expect(await auth.createUser(tenantId, user, command)).toEqual(first);
    expect(await auth.history('auth.members', tenantId, tenantId)).toEqual(['MembershipGranted']);
  });
});

it.each([undefined, PASSWORD])('does not show by its time whether the address has an account: %s', async (password) => {
  const tenantId = await auth.anOrganization();
  const known = await auth.aMember([]);
  for (const email of [known.email, address()]) {
    const startedAt = performance.now();
    await auth.createUser(tenantId, { email, ...(password !== undefined && { password }) });
    // A timer may fire a fraction of a millisecond early.
    expect(performance.now() - startedAt).toBeGreaterThan(ANSWERED_AFTER_MS - 2);
  }
});

describe('a refusal creates no account', () => {
  it('when the organisation is full; a member is no newcomer', async () => {
    const limit = 4;
    const tenantId = await auth.anOrganization('Acme Foods', limit);
    const emails = Array.from({ length: limit }, address);
    for (const email of emails) await auth.createUser(tenantId, { email });
    const email = address();
    await expect(auth.createUser(tenantId, { email, password: PASSWORD })).rejects.toMatchObject({
      code: 'LIMIT_REACHED',
      details: { limit },
    });
    expect(await auth.get(Accounts).withEmail(email)).toBeUndefined();
    expect(await auth.createUser(tenantId, { email: emails[0] as string })).toMatchObject({ id: expect.any(String) });
  });

  it("when the roles exceed the actor's own", async () => {
    const tenantId = await auth.anOrganization();
    const actor = { id: randomUUID(), type: 'user', roles: ['manager'] } as const;
    const email = address();
    await expect(auth.createUser(tenantId, { email, roles: ['admin'] }, { actor })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await auth.get(Accounts).withEmail(email)).toBeUndefined();
  });
});

describe('the first administrator of an organisation', () => {
  const named = (organizationId: string, email: string) => ({
    organizationId,
    email,
    accountId: randomUUID(),
    name: 'Grace',
    passwordId: null,
  });

  it('gets an account and is its admin, however often it is sent', async () => {
    const organizationId = await auth.anOrganization();
    const wanted = named(organizationId, address());
    const context = { tenantId: organizationId, commandId: randomUUID() };
    const made = await auth.ask(ProvisionFirstAdministrator, wanted, context);
    expect(made).toEqual({ id: wanted.accountId, revision: 0 });
    expect(await auth.ask(ProvisionFirstAdministrator, wanted, context)).toEqual(made);
    expect(await auth.history('auth.account', PLATFORM, wanted.accountId)).toEqual(['AccountCreated']);
    expect(await userOf(organizationId, wanted.accountId)).toMatchObject({ roles: ['admin'], status: 'pending' });
  });

  it('is invited when the address has an account', async () => {
    const organizationId = await auth.anOrganization();
    const { accountId, email } = await auth.aMember([]);
    const wanted = named(organizationId, email);
    const made = await auth.ask<Created>(ProvisionFirstAdministrator, wanted, { tenantId: organizationId });
    expect(made.id).toBe(accountId);
    expect(await userOf(organizationId, accountId)).toMatchObject({ name: 'Grace', status: 'pending' });
  });
});
