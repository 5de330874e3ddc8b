import { randomUUID } from 'node:crypto';
import { decode } from 'jsonwebtoken';
import { AddressProven, PlatformRolesSet } from '#contracts/auth/account-events';
import { ApplyDetails } from '#contracts/auth/apply-details';
import { DeactivateUser } from '#contracts/auth/deactivate-user';
import type { Login } from '#contracts/auth/login';
import { Me, type MyAccount } from '#contracts/auth/me';
import type { SignedIn } from '#contracts/auth/signed-in';
import { event } from '#contracts/declare/event';
import { PLATFORM } from '#contracts/permissions';
import type { OrganizationRole } from '#contracts/roles';
import { OrganizationSuspended } from '#contracts/tenancy/organization-events';
import { PASSWORD, TestAuth } from '../auth.fixture';
import { Passwords } from '../password/passwords.store';

let auth: TestAuth;
beforeAll(async () => {
  auth = await TestAuth.open();
});
afterAll(() => auth.close());

const address = () => `${randomUUID().slice(0, 8)}@example.org`;
async function sessionsOf(accountId: string): Promise<number> {
  const { rowCount } = await auth.database.query('SELECT FROM auth.session WHERE account_id = $1', [accountId]);
  return rowCount ?? 0;
}
async function sessionsStarted(): Promise<number> {
  let started = 0;
  for await (const { type } of auth.log.readAll()) if (type === 'SessionStarted') started++;
  return started;
}
const suspend = (organizationId: string) =>
  auth.tenancyRecords(organizationId, event(OrganizationSuspended, { organizationId, reason: null }), 0);

describe('signing in', () => {
  it('opens a session in the organisation and records it there', async () => {
    const organizationId = await auth.anOrganization();
    const { accountId, userId, email } = await auth.aMember([organizationId]);
    const commandId = randomUUID();
    const answer = await auth.signIn(` ${email.toUpperCase()}`.trim(), {}, { commandId });
    expect(answer.user).toEqual({ id: userId, email, name: 'Ada', organizationId });
    expect(answer.tokenType).toBe('Bearer');
    const { rows } = await auth.database.query<{ id: string }>('SELECT id FROM auth.session WHERE account_id = $1', [
      accountId,
    ]);
    expect(await auth.history('auth.session', organizationId, rows[0]?.id ?? '')).toEqual(['SessionStarted']);
  });

  it.each([
    ['a wrong password', async () => (await auth.aMember([])).email],
    ['an address that nobody has', async () => 'nobody@example.org'],
  ])('with %s gets the same answer, and is counted', async (_, email) => {
    const typed = await email();
    for (let time = 0; time < 5; time++) {
      await expect(auth.signIn(typed, { password: 'not it' })).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    }
    await expect(auth.signIn(typed)).rejects.toMatchObject({
      code: 'ACCOUNT_LOCKED',
      details: { retryAfter: expect.any(Number) as number },
    });
  });

  it('takes the organisation that was used last, else the first by name', async () => {
    const [zebra, acme] = [await auth.anOrganization('Zebra'), await auth.anOrganization('Acme')];
    const { email } = await auth.aMember([zebra, acme]);
    expect((await auth.signIn(email)).user.organizationId).toBe(acme);
    expect((await auth.signIn(email, { organizationId: zebra })).user.organizationId).toBe(zebra);
    expect((await auth.signIn(email)).user.organizationId).toBe(zebra);
  });

  it('opens a session in no organisation for an account without memberships', async () => {
    const { email, accountId } = await auth.aMember([]);
    expect((await auth.signIn(email)).user.organizationId).toBeNull();
    const { rows } = await auth.database.query<{ id: string }>('SELECT id FROM auth.session WHERE account_id = $1', [
      accountId,
    ]);
    expect(await auth.history('auth.session', PLATFORM, rows[0]?.id ?? '')).toEqual(['SessionStarted']);
  });
});

describe('a refused sign-in leaves no session', () => {
  it.each([
    ['when the only organisation is suspended', false],
    ['when the requested organisation is suspended', true],
  ])('%s', async (_, asked) => {
    const organizationId = await auth.anOrganization();
    const { accountId, email } = await auth.aMember([organizationId]);
    await suspend(organizationId);
    const before = await sessionsStarted();
    await expect(auth.signIn(email, asked ? { organizationId } : {})).rejects.toMatchObject({
      code: 'ORGANIZATION_SUSPENDED',
    });
    expect([await sessionsOf(accountId), await sessionsStarted()]).toEqual([0, before]);
  });

  it.each(['an organisation of others', 'an organisation that they were deactivated in', 'one that is not there'])(
    'when it is for %s',
    async (which) => {
      const organizationId = which.endsWith('there') ? randomUUID() : await auth.anOrganization();
      const member = which.includes('deactivated') ? [organizationId] : [];
      const { accountId, userId, email } = await auth.aMember(member);
      if (member.length > 0) await auth.ask(DeactivateUser, { userId }, { tenantId: organizationId });
      await expect(auth.signIn(email, { organizationId })).rejects.toMatchObject({
        code: 'NOT_FOUND',
        fields: [{ pointer: '/organizationId' }],
      });
      expect(await sessionsOf(accountId)).toBe(0);
    },
  );
});

describe('reads the log and no rows', () => {
  it('while the read models are behind', async () => {
    const organizationId = await auth.anOrganization();
    const { email, accountId } = await auth.aMember([organizationId]);
    await auth.caughtUp();
    await auth.asOwner('DELETE FROM auth.account_v6 WHERE account_id = $1', [accountId]);
    await auth.asOwner('DELETE FROM auth.member_v6 WHERE account_id = $1', [accountId]);
    expect((await auth.signIn(email)).user).toMatchObject({ email, name: 'Ada', organizationId });
  });

  it('and the right password is right as soon as the user has been made', async () => {
    const organizationId = await auth.anOrganization();
    for (let time = 0; time < 8; time++) {
      const email = address();
      await auth.createUser(organizationId, { email, password: PASSWORD });
      expect((await auth.signIn(email)).user.organizationId).toBe(organizationId);
    }
  });
});

describe('a password that somebody else set', () => {
  const THEIRS = 'nine green kettles whistle';

  /** A person with a password of their own, invited by an organisation with another. */
  async function invited(roles: readonly OrganizationRole[] = ['viewer']) {
    const home = await auth.anOrganization('Home');
    const { email, accountId } = await auth.aMember([home]);
    const organizationId = await auth.anOrganization('Elsewhere');
    const user = { email, name: 'Typed', password: THEIRS, roles };
    const { id: membershipId } = await auth.createUser(organizationId, user);
    await auth.accountOf(organizationId, membershipId);
    const theirs = (more: Partial<Login> = {}) => auth.signIn(email, { password: THEIRS, ...more });
    const proves = async () => {
      const stream = { tenantId: PLATFORM, id: accountId };
      const { length } = await auth.recorded('auth.account', stream);
      const proof = event(AddressProven, { accountId, by: 'reset' });
      await auth.append('auth.account', stream, [proof], { expected: length - 1 });
    };
    return { home, email, accountId, organizationId, membershipId, theirs, proves };
  }
  const claimsOf = ({ accessToken }: SignedIn) => decode(accessToken) as Record<string, unknown>;
  const meOf = async (answer: SignedIn) => {
    const { mid, sub, org, bound } = claimsOf(answer) as { mid: string; sub: string; org: string; bound?: true };
    const actor = {
      id: mid,
      accountId: sub,
      type: 'user',
      roles: ['viewer'],
      ...(bound && { isBound: bound }),
    } as const;
    await auth.caughtUp();
    return auth.ask<MyAccount>(Me, {}, { tenantId: org, actor });
  };

  it('signs in to that organisation alone, bound to it, and shows what it typed', async () => {
    const { email, organizationId, membershipId, theirs } = await invited();
    const answer = await theirs();
    expect(answer.user).toEqual({ id: membershipId, email, name: 'Typed', organizationId });
    expect(claimsOf(answer)).toMatchObject({ mid: membershipId, org: organizationId, bound: true, platform_roles: [] });
    expect(await meOf(answer)).toMatchObject({
      id: membershipId,
      name: 'Typed',
      organizations: [{ id: organizationId, roles: ['viewer'] }],
    });
    const { sid } = claimsOf(answer) as { sid: string };
    const [started] = await auth.recorded('auth.session', { tenantId: organizationId, id: sid });
    expect(started?.data).toMatchObject({ method: 'organization_password', membershipId, factors: [] });
  });

  it('opens no other organisation, and the own password not this one before it is accepted', async () => {
    const { email, home, organizationId, theirs } = await invited();
    await expect(theirs({ organizationId: home })).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    await expect(auth.signIn(email, { organizationId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await auth.signIn(email)).user.organizationId).toBe(home);
  });

  it('accepts the membership at its first use, and tells the organisation nothing of the account', async () => {
    const { email, organizationId, membershipId, theirs } = await invited();
    await theirs();
    await theirs();
    await auth.ask(ApplyDetails, { of: 'membership', id: membershipId }, { tenantId: organizationId });
    expect(await auth.history('auth.members', organizationId, organizationId)).toEqual([
      'MembershipGranted',
      'InvitationSent',
      'MembershipLinked',
      'MembershipAccepted',
    ]);
    expect((await auth.signIn(email, { organizationId })).user).toMatchObject({ id: membershipId, name: 'Ada' });
    await auth.ask(ApplyDetails, { of: 'membership', id: membershipId }, { tenantId: organizationId });
    expect((await auth.history('auth.members', organizationId, organizationId)).slice(4)).toEqual([
      'MembershipAccepted',
      'MembershipDetailsChanged',
    ]);
  });

  it('is not where the person signed in last', async () => {
    const { email, home, theirs } = await invited();
    await auth.signIn(email);
    await theirs();
    expect((await auth.signIn(email)).user.organizationId).toBe(home);
  });

  it('gives no platform roles', async () => {
    const { accountId, theirs } = await invited();
    const stream = { tenantId: PLATFORM, id: accountId };
    const { length } = await auth.recorded('auth.account', stream);
    const promoted = event(PlatformRolesSet, { accountId, roles: ['super_admin'] });
    await auth.append('auth.account', stream, [promoted], { expected: length - 1 });
    expect(claimsOf(await theirs())).toMatchObject({ platform_roles: [] });
  });

  it('dies, with its sessions, at the first proof of the address', async () => {
    const { email, home, theirs, proves } = await invited();
    const { refreshToken } = await theirs();
    const own = await auth.signIn(email);
    await proves();
    await expect(theirs()).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect((await auth.refresh(own.refreshToken)).user.organizationId).toBe(home);
  });

  it('that is set after a proof is good until the next', async () => {
    const { email, proves } = await invited();
    await proves();
    const tenantId = await auth.anOrganization();
    await auth.createUser(tenantId, { email, password: 'ten grey kettles steam' });
    const again = () => auth.signIn(email, { password: 'ten grey kettles steam' });
    expect((await again()).user.organizationId).toBe(tenantId);
    await proves();
    await expect(again()).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
  });

  it('is the newest of several, or that of the organisation asked for', async () => {
    const email = address();
    const [first, second] = [await auth.anOrganization(), await auth.anOrganization()];
    for (const [index, tenantId] of [first, second].entries()) {
      await auth.createUser(tenantId, { email, password: `${THEIRS} ${index}` });
    }
    expect((await auth.signIn(email, { password: `${THEIRS} 1` })).user.organizationId).toBe(second);
    await expect(auth.signIn(email, { password: `${THEIRS} 0` })).rejects.toMatchObject({
      code: 'INVALID_CREDENTIALS',
    });
    const asked = { password: `${THEIRS} 0`, organizationId: first };
    expect((await auth.signIn(email, asked)).user.organizationId).toBe(first);
  });

  it('is refused in a suspended organisation, and the membership stays pending', async () => {
    const { organizationId, theirs } = await invited();
    await suspend(organizationId);
    await expect(theirs()).rejects.toMatchObject({ code: 'ORGANIZATION_SUSPENDED' });
    expect(await auth.history('auth.members', organizationId, organizationId)).not.toContain('MembershipAccepted');
  });
});

describe('every attempt verifies exactly two hashes', () => {
  it.each<[string, (known: Awaited<ReturnType<TestAuth['aMember']>>, tenantId: string) => Partial<Login>]>([
    ['a wrong password', ({ email }) => ({ email, password: 'not it' })],
    ['the right one', ({ email }) => ({ email })],
    ['an address that nobody has', () => ({ email: address() })],
    ['an organisation that nobody has', ({ email }) => ({ email, password: 'not it', organizationId: randomUUID() })],
    ['an organisation of theirs', ({ email }, organizationId) => ({ email, organizationId })],
  ])('for %s', async (_, attempt) => {
    const tenantId = await auth.anOrganization();
    const login = attempt(await auth.aMember([tenantId]), tenantId);
    const verified = jest.spyOn(auth.get(Passwords), 'matches');
    await auth.signIn(login.email ?? '', login).catch(() => undefined);
    expect(verified).toHaveBeenCalledTimes(2);
    verified.mockRestore();
  });
});
