import { randomUUID } from 'node:crypto';
import { decode } from 'jsonwebtoken';
import { ExportOwnData, type OwnData } from '#contracts/auth/export-own-data';
import type { Login } from '#contracts/auth/login';
import { PLATFORM } from '#contracts/permissions';
import type { Actor, CommandContext } from '#libs/identity';
import { PASSWORD, TestAuth } from '../auth.fixture';

let auth: TestAuth;
beforeAll(async () => {
  auth = await TestAuth.open();
});
afterAll(() => auth.close());

/** Signs in, and returns the context of that session's requests. */
async function signIn(email: string, more: Partial<Login> = {}): Promise<Partial<CommandContext>> {
  const { accessToken } = await auth.signIn(email, more);
  const claims = decode(accessToken) as Readonly<Record<'sub' | 'sid', string>> & {
    readonly mid?: string;
    readonly org?: string;
    readonly bound?: true;
    readonly roles: readonly string[];
  };
  const { sub: accountId, sid: sessionId, mid, org: tenantId = PLATFORM, bound, roles } = claims;
  const actor: Actor = { id: mid ?? accountId, accountId, type: 'user', roles, ...(bound && { isBound: bound }) };
  return { tenantId, sessionId, actor };
}

const exported = (as: Partial<CommandContext>) => auth.ask<OwnData>(ExportOwnData, {}, as);

it('has the account, its memberships in all organisations, its sessions and its history', async () => {
  const [one, other] = [await auth.anOrganization(), await auth.anOrganization()];
  const { email } = await auth.aMember([one, other]);
  const as = await signIn(email);
  const { exportedAt, account, memberships, sessions, history } = await exported(as);
  expect(Date.parse(exportedAt)).not.toBeNaN();
  expect(account).toMatchObject({ id: as.actor?.accountId, email, secondFactor: false, platformRoles: [] });
  expect(memberships.map(({ organizationId }) => organizationId).toSorted()).toEqual([one, other].toSorted());
  expect(memberships.every((each) => each.email === email && each.organizationName !== '')).toBe(true);
  expect(sessions.map(({ id }) => id)).toEqual([as.sessionId]);
  expect(history[0]).toMatchObject({ action: 'account.created', details: { email } });
  expect(history.map(({ action }) => action)).toContain('account.password_set');
});

it('holds nothing that signs in, and nothing of others', async () => {
  const tenantId = await auth.anOrganization();
  const { email } = await auth.aMember([tenantId]);
  const others = await auth.aMember([tenantId]);
  const as = await signIn(email);
  const text = JSON.stringify(await exported(as));
  expect(text).not.toContain(PASSWORD);
  expect(text).not.toMatch(/passwordId|digest|secret"/i);
  expect(text).not.toContain(others.email);
});

it("has, by an organisation's password, that membership alone", async () => {
  const [tenantId, elsewhere] = [await auth.anOrganization(), await auth.anOrganization()];
  const { email } = await auth.aMember([elsewhere]);
  const password = `nine green kettles ${randomUUID()}`;
  await auth.createUser(tenantId, { email, password });
  const { account, memberships, history } = await exported(await signIn(email, { password }));
  expect({ account, history }).toEqual({ account: null, history: [] });
  expect(memberships.map(({ organizationId }) => organizationId)).toEqual([tenantId]);
});
