import { randomUUID } from 'node:crypto';
import { GetUser, type User } from '#contracts/auth/get-user';
import { LinkMembership } from '#contracts/auth/link-membership';
import { ProvisionFirstAdministrator } from '#contracts/auth/provision-first-administrator';
import type { Created } from '#contracts/created';
import { PLATFORM } from '#contracts/permissions';
import { newIdOf } from '#libs/event-sourcing';
import { PASSWORD, TestAuth } from '../auth.fixture';
import { Accounts } from '../account/accounts.provider';

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
  it.each([undefined, PASSWORD])(
    'looks alike for a known and an unknown address, with the password %s',
    async (given) => {
      const tenantId = await auth.anOrganization();
      const known = await auth.aMember([await auth.anOrganization()]);
      const password = given === undefined ? {} : { password: given };
      const shown = [];
      for (const [index, email] of [known.email, address()].entries()) {
        const [commandId, typed] = [randomUUID(), email.toUpperCase()];
        const made = await auth.createUser(tenantId, { email: typed, name: 'Grace', ...password }, { commandId });
        expect(made.id).toBe(newIdOf(commandId, 'membership'));
        await auth.accountOf(tenantId, made.id);
        const user = await userOf(tenantId, made.id);
        expect(user).toMatchObject({ id: made.id, email: typed, name: 'Grace', status: 'pending', roles: ['viewer'] });
        shown.push({ revision: made.revision - 3 * index, fields: Object.keys(user) });
      }
      expect(shown[0]).toEqual(shown[1]);
      const trail = await auth.recorded('auth.members', { tenantId, id: tenantId });
      expect(trail.map(({ type }) => type)).toEqual([
        'MembershipGranted',
        'InvitationSent',
        'MembershipLinked',
        'MembershipGranted',
        'InvitationSent',
        'MembershipLinked',
      ]);
    },
  );

  it('creates the account under an id that nobody can compute, and offers the membership to it', async () => {
    const tenantId = await auth.anOrganization();
    const [email, commandId] = [address(), randomUUID()];
    const { id } = await auth.createUser(tenantId, { email, name: 'Grace' }, { commandId });
    const accountId = await auth.accountOf(tenantId, id);
    expect(await auth.get(Accounts).withEmail(email)).toBe(accountId);
    const [granted] = await auth.recorded('auth.members', { tenantId, id: tenantId });
    const causes = [commandId, id, granted?.id ?? ''];
    expect(causes.map((cause) => newIdOf(cause, 'account'))).not.toContain(accountId);
    expect(accountId[14]).toBe('4');
    expect(await auth.history('auth.account', PLATFORM, accountId)).toEqual(['AccountCreated', 'MembershipOffered']);
  });

  it('offers the membership to the account that the address has, and changes nothing else of it', async () => {
    const tenantId = await auth.anOrganization();
    const { accountId, email } = await auth.aMember([]);
    const { id } = await auth.createUser(tenantId, { email, name: 'Somebody', password: 'not their own password' });
    expect(await auth.accountOf(tenantId, id)).toBe(accountId);
    expect(await auth.history('auth.account', PLATFORM, accountId)).toEqual([
      'AccountCreated',
      'PasswordSet',
      'MembershipOffered',
    ]);
    expect((await auth.signIn(email)).user).toMatchObject({ name: 'Ada', organizationId: null });
  });

  it('is refused for the address of a member, with the field', async () => {
    const tenantId = await auth.anOrganization();
    const { email } = await auth.aMember([tenantId]);
    await expect(auth.createUser(tenantId, { email: email.toUpperCase() })).rejects.toMatchObject({
      code: 'DUPLICATE',
      fields: [{ pointer: '/email' }],
    });
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
    expect((await auth.signIn(email)).user.organizationId).toBe(tenantId);
  });

  it('is created once by one command, however often it is sent', async () => {
    const tenantId = await auth.anOrganization();
    const [user, command] = [{ email: address(), password: PASSWORD }, { commandId: randomUUID() }];
    const first = await auth.createUser(tenantId, user, command);
    expect(await auth.createUser(tenantId, user, command)).toEqual(first);
    await auth.accountOf(tenantId, first.id);
    const linked = ['MembershipGranted', 'InvitationSent', 'MembershipLinked'];
    expect(await auth.history('auth.members', tenantId, tenantId)).toEqual(linked);
    await auth.ask(LinkMembership, { membershipId: first.id }, { tenantId });
    expect(await auth.history('auth.members', tenantId, tenantId)).toEqual(linked);
  });

  it('makes one account of an address that several organisations invite at once', async () => {
    const email = address();
    const tenants = await Promise.all([1, 2, 3, 4].map(() => auth.anOrganization()));
    const made = await Promise.all(tenants.map((tenantId) => auth.createUser(tenantId, { email })));
    const accounts = await Promise.all(made.map(({ id }, index) => auth.accountOf(tenants[index] ?? '', id)));
    expect(new Set(accounts)).toEqual(new Set([await auth.get(Accounts).withEmail(email)]));
  });

  it('has no account when the organisation is full', async () => {
    const tenantId = await auth.anOrganization('Acme Foods', 1);
    await auth.createUser(tenantId);
    const email = address();
    await expect(auth.createUser(tenantId, { email })).rejects.toMatchObject({
      code: 'LIMIT_REACHED',
      details: { limit: 1 },
    });
    expect(await auth.get(Accounts).withEmail(email)).toBeUndefined();
  });

  it('lets only one of several that race for the last seat have it', async () => {
    const tenantId = await auth.anOrganization('Acme Foods', 1);
    const made = await Promise.allSettled([1, 2, 3].map(() => auth.createUser(tenantId)));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('the first administrator of an organisation', () => {
  const named = (organizationId: string, email: string) => ({
    organizationId,
    email,
    membershipId: randomUUID(),
    name: 'Grace',
    passwordId: null,
  });

  it('is made its admin under the id that tenancy named, however often it is sent', async () => {
    const organizationId = await auth.anOrganization();
    const wanted = named(organizationId, address());
    const context = { tenantId: organizationId, commandId: randomUUID() };
    const made = await auth.ask(ProvisionFirstAdministrator, wanted, context);
    expect(made).toEqual({ id: wanted.membershipId, revision: 1 });
    expect(await auth.ask(ProvisionFirstAdministrator, wanted, context)).toEqual(made);
    expect(await userOf(organizationId, wanted.membershipId)).toMatchObject({ roles: ['admin'], status: 'pending' });
  });

  it('is invited like any other when the address has an account', async () => {
    const organizationId = await auth.anOrganization();
    const { accountId, email } = await auth.aMember([]);
    const wanted = named(organizationId, email);
    const made = await auth.ask<Created>(ProvisionFirstAdministrator, wanted, { tenantId: organizationId });
    expect(await auth.accountOf(organizationId, made.id)).toBe(accountId);
    expect(await userOf(organizationId, made.id)).toMatchObject({ name: 'Grace', status: 'pending' });
  });
});
