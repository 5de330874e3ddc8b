import { randomUUID } from 'node:crypto';
import { RemoveUser } from '#contracts/auth/remove-user';
import { SweepSecrets, type SweptSecrets } from '#contracts/auth/sweep-secrets';
import { PASSWORD, TestAuth } from '../auth.fixture';
import { Passwords } from '../password/passwords.store';
import { RefreshTokens } from '../session/refresh-tokens.store';
import { FailedAttempts } from '../sign-in/failed-attempts.store';
import { SecretsSweep } from './secrets-sweep.store';

let auth: TestAuth;
let sweep: SecretsSweep;
beforeAll(async () => {
  auth = await TestAuth.open();
  sweep = auth.get(SecretsSweep);
});
afterAll(() => auth.close());

const passDays = async (table: string, column: string, days: number) =>
  auth.asOwner(`UPDATE auth.${table} SET ${column} = ${column} - make_interval(days => $1)`, [days]);
async function ids(table: 'password' | 'session'): Promise<string[]> {
  const { rows } = await auth.database.query<{ id: string }>(`SELECT id FROM auth.${table}`);
  return rows.map(({ id }) => id);
}

it('deletes passwords that no account names, once they are a week old, and no other', async () => {
  const { email } = await auth.aMember([]);
  const orphan = { passwordId: randomUUID(), owner: { accountId: randomUUID() }, password: 'seven blue kettles sing' };
  await auth.get(Passwords).hold(orphan);
  await sweep.run();
  expect(await ids('password')).toContain(orphan.passwordId);
  await passDays('password', 'created_at', 8);
  await sweep.run();
  expect(await ids('password')).not.toContain(orphan.passwordId);
  expect((await auth.signIn(email)).user.email).toBe(email);
});

it('keeps the password of a membership until that has ended', async () => {
  const tenantId = await auth.anOrganization();
  const email = `${randomUUID().slice(0, 8)}@example.org`;
  const { id: userId } = await auth.createUser(tenantId, { email, password: PASSWORD });
  const before = await ids('password');
  await passDays('password', 'created_at', 8);
  await sweep.run();
  expect((await auth.signIn(email)).user.id).toBe(userId);
  await auth.ask(RemoveUser, { userId }, { tenantId });
  await passDays('password', 'checked_at', 2);
  await sweep.run();
  expect(before.length - (await ids('password')).length).toBe(1);
});

it('keeps a password without a recorded owner', async () => {
  const id = randomUUID();
  await auth.database.query(`INSERT INTO auth.password (id, hash, created_at) VALUES ($1, 'x', '2020-01-01')`, [id]);
  await sweep.run();
  expect(await ids('password')).toContain(id);
});

it('deletes failures whose time is over, and keeps a present lock', async () => {
  const failing = (email: string) =>
    auth
      .get(FailedAttempts)
      .attempt(email, undefined, async () => undefined)
      .catch(() => undefined);
  const count = async () => (await auth.database.query('SELECT FROM auth.sign_in_failure')).rowCount;
  await failing('once@example.org');
  for (let time = 0; time < 5; time++) await failing('often@example.org');
  await sweep.run();
  expect(await count()).toBe(2);
  await auth.database.query(`UPDATE auth.sign_in_failure SET window_began = now() - interval '31 days'`);
  await sweep.run();
  expect(await count()).toBe(1);
  await auth.database.query('UPDATE auth.sign_in_failure SET locked_until = now()');
  await sweep.run();
  expect(await count()).toBe(0);
});

it('deletes sessions that ended a quarter of a year ago, and no other', async () => {
  const tokens = auth.get(RefreshTokens);
  const open = async () => {
    const [sessionId, accountId] = [randomUUID(), randomUUID()];
    const nowhere = { organizationId: null, membershipId: null, membershipVersion: null, organizationVersion: null };
    const session = { sessionId, accountId, method: 'password', factors: [], ...nowhere } as const;
    return { ...session, token: await tokens.open(session) };
  };
  const [living, ended] = [await open(), await open()];
  await tokens.end(ended.sessionId);
  await sweep.run();
  expect(await ids('session')).toEqual(expect.arrayContaining([living, ended].map((each) => each.sessionId)));
  await passDays('session', 'ended_at', 91);
  await sweep.run();
  const left = await ids('session');
  expect([living, ended].map(({ sessionId }) => left.includes(sessionId))).toEqual([true, false]);
  expect(await tokens.look(living.token)).toMatchObject({ ended: false });
});

it('deletes more than one batch of them', async () => {
  const statement = `INSERT INTO auth.sign_in_failure (what, hash, failures, window_began)
    SELECT 'address', int4send(n), 1, now() - interval '1 hour' FROM generate_series(1, 2500) AS n`;
  await auth.database.query(statement);
  await sweep.run();
  expect((await auth.database.query('SELECT FROM auth.sign_in_failure')).rowCount).toBe(0);
});

it('reaches the end of the passwords, however many before it are in force and however small its batches', async () => {
  const members = [];
  for (let count = 0; count < 24; count++) members.push(await auth.aMember([]));
  const orphan = {
    passwordId: 'ffffffff-ffff-4fff-bfff-ffffffffffff',
    owner: { accountId: randomUUID() },
    password: 'x y z',
  };
  await auth.get(Passwords).hold(orphan);
  await passDays('password', 'created_at', 8);
  await sweep.run({ batch: 1 });
  const left = await ids('password');
  expect(left).not.toContain(orphan.passwordId);
  expect(left.length).toBeGreaterThanOrEqual(members.length);
});

it('goes on after an interrupted sweep, and deletes passwords that are no longer in force', async () => {
  const { accountId } = await auth.aMember([]);
  const replaced = { passwordId: randomUUID(), owner: { accountId }, password: 'seven blue kettles sing' };
  await auth.get(Passwords).hold(replaced);
  await auth.asOwner(`UPDATE auth.password SET created_at = now() - interval '8 days', checked_at = now()`, []);
  expect(await sweep.run({ until: 0 })).toEqual({ rows: 0, isDone: false });
  await sweep.run();
  expect(await ids('password')).toContain(replaced.passwordId);
  await passDays('password', 'checked_at', 2);
  await sweep.run();
  expect(await ids('password')).not.toContain(replaced.passwordId);
});

it('is a command that tells how many rows went, and asks to be sent again where its time is over', async () => {
  const orphan = { passwordId: randomUUID(), owner: { accountId: randomUUID() }, password: 'seven blue kettles sing' };
  await auth.get(Passwords).hold(orphan);
  await passDays('password', 'created_at', 8);
  const late = auth.ask(SweepSecrets, {}, { deadline: Date.now() + 2_900 });
  await expect(late).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect(await ids('password')).toContain(orphan.passwordId);
  const { rows } = await auth.ask<SweptSecrets>(SweepSecrets, {}, { deadline: Date.now() + 60_000 });
  expect(rows).toBeGreaterThanOrEqual(1);
  expect(await ids('password')).not.toContain(orphan.passwordId);
});
