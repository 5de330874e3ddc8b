import { randomUUID } from 'node:crypto';
import { DeactivateUser } from '#contracts/auth/deactivate-user';
import { event } from '#contracts/declare/event';
import { PLATFORM } from '#contracts/permissions';
import { OrganizationSuspended } from '#contracts/tenancy/organization-events';
import { TestAuth } from '../auth.fixture';

let auth: TestAuth;
beforeAll(async () => {
  auth = await TestAuth.open();
});
afterAll(() => auth.close());
afterEach(() => {
  auth.lagging = false;
});

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
    const { accountId, email } = await auth.aMember([organizationId]);
    const commandId = randomUUID();
    const answer = await auth.signIn(` ${email.toUpperCase()}`.trim(), {}, { commandId });
    expect(answer.user).toEqual({ id: accountId, email, name: 'Ada', organizationId });
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
      const { accountId, email } = await auth.aMember(member);
      if (member.length > 0) await auth.ask(DeactivateUser, { userId: accountId }, { tenantId: organizationId });
      await expect(auth.signIn(email, { organizationId })).rejects.toMatchObject({
        code: 'NOT_FOUND',
        fields: [{ pointer: '/organizationId' }],
      });
      expect(await sessionsOf(accountId)).toBe(0);
    },
  );
});

describe('while the read models are behind', () => {
  it('a right password whose memberships cannot be read is told to try again, and is no failure', async () => {
    const { email } = await auth.aMember([]);
    await auth.caughtUp();
    auth.lagging = true;
    for (let time = 0; time < 6; time++) {
      await expect(auth.signIn(email)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    }
    auth.lagging = false;
    expect((await auth.signIn(email)).user.email).toBe(email);
  });

  it('an account whose row cannot be read yet is told to try again', async () => {
    const { email, accountId } = await auth.aMember([]);
    await auth.signIn(email);
    await withoutRow(accountId, async () => {
      await expect(auth.signIn(email)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    });
  });

  it('memberships that have ended in the log but not in the rows are not used', async () => {
    const organizationId = await auth.anOrganization();
    const { email, accountId } = await auth.aMember([organizationId]);
    await auth.ask(DeactivateUser, { userId: accountId }, { tenantId: organizationId });
    auth.lagging = true;
    await expect(auth.signIn(email)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });
});

/** Removes the account's row from the read model during `work`. */
async function withoutRow(accountId: string, work: () => Promise<void>): Promise<void> {
  await auth.asOwner('DELETE FROM auth.account_v4 WHERE account_id = $1', [accountId]);
  await work();
}
