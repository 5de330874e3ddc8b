import { randomUUID } from 'node:crypto';
import { decode } from 'jsonwebtoken';
import type { SessionEnded } from '#contracts/auth/session-events';
import { EndOwnSession } from '#contracts/auth/end-own-session';
import { FindStaleMembers, type FoundStaleMembers } from '#contracts/auth/find-stale-members';
import { ExpireIdleSessions } from '#contracts/auth/expire-idle-sessions';
import { EndUserSessions } from '#contracts/auth/end-user-sessions';
import { ListSessions, type MySession } from '#contracts/auth/list-sessions';
import { Logout } from '#contracts/auth/logout';
import { Refresh } from '#contracts/auth/refresh';
import type { Login } from '#contracts/auth/login';
import type { SignedIn } from '#contracts/auth/signed-in';
import { SwitchOrganization } from '#contracts/auth/switch-organization';
import { PlatformRolesSet } from '#contracts/auth/account-events';
import type { PlatformRole } from '#contracts/roles';
import { UnlockUser } from '#contracts/auth/unlock-user';
import type { Page } from '#contracts/declare/list-request';
import { event } from '#contracts/declare/event';
import { OrganizationSessionsSet, OrganizationSuspended } from '#contracts/tenancy/organization-events';
import { LONGEST_SESSIONS, type SessionPolicy } from '#contracts/tenancy/session-policy';
import { PLATFORM } from '#contracts/permissions';
import type { Actor, CommandContext } from '#libs/identity';
import { eventually } from '#libs/testing/eventually';
import { TestAuth } from '../auth.fixture';
import { Mailbox } from '../links/links.fixture';
import { RefreshTokens } from './refresh-tokens.store';

let auth: TestAuth;
beforeAll(async () => {
  auth = await TestAuth.open();
});
afterAll(() => auth.close());

/** The session of an answer, as the gateway knows its caller. */
function sessionOf({ accessToken, refreshToken }: SignedIn) {
  const claims = decode(accessToken) as Readonly<Record<'sub' | 'sid', string>> & {
    readonly mid?: string;
    readonly org?: string;
    readonly bound?: true;
    readonly roles: readonly string[];
    readonly platform_roles: readonly string[];
  };
  const { sub: accountId, sid: sessionId, mid, org: tenantId = PLATFORM, bound } = claims;
  const roles = [...claims.roles, ...claims.platform_roles];
  const actor: Actor = { id: mid ?? accountId, accountId, type: 'user', roles, ...(bound && { isBound: bound }) };
  return { sessionId, refreshToken, as: { tenantId, sessionId, actor } satisfies Partial<CommandContext> };
}
type TestSession = ReturnType<typeof sessionOf>;

async function signIn(email: string, more: Partial<Login> = {}, context: Partial<CommandContext> = {}) {
  return sessionOf(await auth.signIn(email, more, context));
}
const sessionsOf = ({ as }: TestSession, asked: ListSessions = {}) =>
  auth.ask<Page<MySession>>(ListSessions, asked, as);
const idsOf = ({ items }: Page<MySession>) => items.map(({ id }) => id);
const end = ({ as }: TestSession, sessionId: string) => auth.ask(EndOwnSession, { sessionId }, as);
async function endOf(sessionId: string, tenantId: string) {
  const history = await auth.recorded('auth.session', { tenantId, id: sessionId });
  return history.find(({ type }) => type === 'SessionEnded');
}
const refused = { code: 'SESSION_ENDED' };

describe('the list of the own sessions', () => {
  it('has those of all organisations with their origin, the newest first, and names the present one', async () => {
    const [acme, zebra] = [await auth.anOrganization('Acme'), await auth.anOrganization('Zebra')];
    const { email } = await auth.aMember([acme, zebra]);
    const phone = await signIn(email, { organizationId: zebra }, { userAgent: 'Firefox', ip: '203.0.113.7' });
    const desk = await signIn(email, { organizationId: acme });
    const { items, nextCursor } = await sessionsOf(desk);
    const instant = expect.stringMatching(/^\d{4}-.*Z$/) as string;
    const times = { createdAt: instant, usedAt: instant };
    expect(items.map((item) => ({ ...item }))).toEqual([
      {
        id: desk.sessionId,
        organizationId: acme,
        method: 'password',
        factors: [],
        ...times,
        userAgent: null,
        address: null,
        current: true,
      },
      {
        id: phone.sessionId,
        organizationId: zebra,
        method: 'password',
        factors: [],
        ...times,
        userAgent: 'Firefox',
        address: '203.0.113.7',
        current: false,
      },
    ]);
    expect(nextCursor).toBeNull();
  });

  it('has none of others, none that ended, and none that is too old to go on', async () => {
    const organizationId = await auth.anOrganization();
    const { email } = await auth.aMember([organizationId]);
    await signIn((await auth.aMember([organizationId])).email);
    const [ended, idle, here] = [await signIn(email), await signIn(email), await signIn(email)];
    await end(here, ended.sessionId);
    await auth.asOwner(`UPDATE auth.session SET used_at = now() - interval '30 days' WHERE id = $1`, [idle.sessionId]);
    expect(idsOf(await sessionsOf(here))).toEqual([here.sessionId]);
  });

  it('goes on page by page, in both orders', async () => {
    const { email } = await auth.aMember([await auth.anOrganization()]);
    const opened = [await signIn(email), await signIn(email), await signIn(email)];
    const expected = opened.map(({ sessionId }) => sessionId);
    for (const sort of ['createdAt', '-createdAt']) {
      const found: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await sessionsOf(opened[0] as TestSession, { sort, limit: 1, ...(cursor && { cursor }) });
        found.push(...idsOf(page));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(found).toEqual(sort === 'createdAt' ? expected : expected.toReversed());
    }
  });

  it("has, by an organisation's password, those of that password alone", async () => {
    const tenantId = await auth.anOrganization();
    const { email } = await auth.aMember([await auth.anOrganization()]);
    const password = 'nine green kettles whistle';
    await auth.createUser(tenantId, { email, password });
    const [own, theirs] = [await signIn(email), await signIn(email, { password })];
    expect(idsOf(await sessionsOf(theirs))).toEqual([theirs.sessionId]);
    expect(idsOf(await sessionsOf(own))).toEqual([theirs.sessionId, own.sessionId]);
    await expect(end(theirs, own.sessionId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps no user agent and no address readable, and none at all after the end', async () => {
    const { email } = await auth.aMember([await auth.anOrganization()]);
    const opened = await signIn(email, {}, { userAgent: 'Firefox', ip: '203.0.113.7' });
    const row = async () => {
      const statement = 'SELECT to_jsonb(session)::text AS text, origin FROM auth.session WHERE id = $1';
      const { rows } = await auth.database.query<{ text: string; origin: string }>(statement, [opened.sessionId]);
      return rows[0];
    };
    expect((await row())?.text).not.toMatch(/Firefox|203\.0\.113/);
    expect((await row())?.origin).toMatch(/^pd1\./);
    await end(opened, opened.sessionId);
    expect((await row())?.origin).toBeNull();
  });
});

describe('ending one of the own sessions', () => {
  it('ends it at once and in its own organisation, and no other', async () => {
    const [acme, zebra] = [await auth.anOrganization('Acme'), await auth.anOrganization('Zebra')];
    const { email, userIds } = await auth.aMember([acme, zebra]);
    const [other, here] = [
      await signIn(email, { organizationId: zebra }),
      await signIn(email, { organizationId: acme }),
    ];
    expect(await end(here, other.sessionId)).toEqual({ id: other.sessionId, revision: 1 });
    const ended = await endOf(other.sessionId, zebra);
    expect((ended?.data as SessionEnded | undefined)?.reason).toBe('ended_by_person');
    // Each organisation sees the person under the id that it knows.
    expect(ended?.metadata.actorId).toBe(userIds[1]);
    expect(await auth.published('session', other.sessionId)).toMatchObject({ ended: true });
    await expect(auth.refresh(other.refreshToken)).rejects.toMatchObject(refused);
    await expect(end(here, other.sessionId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await auth.refresh(here.refreshToken)).user.organizationId).toBe(acme);
  });

  it("finds none of another person's, and none that is not there", async () => {
    const organizationId = await auth.anOrganization();
    const [one, another] = [await auth.aMember([organizationId]), await auth.aMember([organizationId])];
    const [mine, theirs] = [await signIn(one.email), await signIn(another.email)];
    for (const id of [theirs.sessionId, randomUUID()]) {
      await expect(end(mine, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect((await auth.refresh(theirs.refreshToken)).user.organizationId).toBe(organizationId);
  });
});

describe('ending the sessions of a user', () => {
  it('ends all that they have in the organisation, also one that begins meanwhile, and none elsewhere', async () => {
    const [acme, zebra] = [await auth.anOrganization('Acme'), await auth.anOrganization('Zebra')];
    const { email, userId } = await auth.aMember([acme, zebra]);
    const [here, elsewhere] = [
      await signIn(email, { organizationId: acme }),
      await signIn(email, { organizationId: zebra }),
    ];
    const before = await auth.get(RefreshTokens).look(here.refreshToken);
    await auth.ask(EndUserSessions, { userId }, { tenantId: acme });
    expect(await auth.history('auth.members', acme, acme)).toContain('MembershipSessionsEnded');
    await expect(auth.refresh(here.refreshToken)).rejects.toMatchObject(refused);
    expect(idsOf(await sessionsOf(elsewhere))).toEqual([elsewhere.sessionId]);
    // A sign-in that read the log before and wrote its row afterwards.
    const sessionId = randomUUID();
    const late = await auth.get(RefreshTokens).open({ ...before.session, sessionId });
    await expect(auth.refresh(late)).rejects.toMatchObject(refused);
    expect((await auth.refresh((await signIn(email, { organizationId: acme })).refreshToken)).user.id).toBe(userId);
  });

  it('leaves the entity tag of the user as it is', async () => {
    const tenantId = await auth.anOrganization();
    const { userId } = await auth.aMember([tenantId]);
    await auth.ask(EndUserSessions, { userId }, { tenantId, ifMatch: '2' });
    await expect(auth.ask(EndUserSessions, { userId }, { tenantId, ifMatch: '2' })).resolves.toBeDefined();
  });
});

describe('unlocking a user', () => {
  const fail = async (email: string, times: number) => {
    for (let time = 0; time < times; time++) {
      await expect(auth.signIn(email, { password: 'not it' })).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    }
    await expect(auth.signIn(email)).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED' });
  };

  it('lets them sign in, but not after a hundred failures in a row', async () => {
    const tenantId = await auth.anOrganization();
    const { email, userId } = await auth.aMember([tenantId]);
    await fail(email, 5);
    await auth.ask(UnlockUser, { userId }, { tenantId });
    await fail(email, 5);
    await auth.database.query('UPDATE auth.sign_in_failure SET in_a_row = 100 WHERE in_a_row = 10');
    await auth.ask(UnlockUser, { userId }, { tenantId });
    await expect(auth.signIn(email)).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED' });
  });

  it('opens nothing for an organisation that merely invited the address', async () => {
    const { email } = await auth.aMember([await auth.anOrganization()]);
    const tenantId = await auth.anOrganization();
    const { id: userId } = await auth.createUser(tenantId, { email });
    await auth.accountOf(tenantId, userId);
    await fail(email, 5);
    await auth.ask(UnlockUser, { userId }, { tenantId });
    await expect(auth.signIn(email)).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED' });
  });
});

describe("an organisation's policy of sessions", () => {
  const lowers = (organizationId: string, sessions: Partial<SessionPolicy>, revision = 0) =>
    auth.tenancyRecords(
      organizationId,
      event(OrganizationSessionsSet, { organizationId, sessions: { ...LONGEST_SESSIONS, ...sessions } }),
      revision,
    );
  const age = (id: string, column: 'used_at' | 'signed_in_at', days: number) =>
    auth.asOwner(`UPDATE auth.session SET ${column} = now() - make_interval(days => $2) WHERE id = $1`, [id, days]);
  const expire = () =>
    auth.ask(ExpireIdleSessions, {}, { tenantId: PLATFORM, actor: { id: 'service:auth', type: 'service', roles: [] } });
  const reasonOf = async (id: string, tenantId: string) =>
    ((await endOf(id, tenantId))?.data as SessionEnded | undefined)?.reason;

  it.each([
    ['used_at', { idleDays: 7 }, 7, 'idle'],
    ['signed_in_at', { maxDays: 20 }, 20, 'expired'],
  ] as const)(
    'ends a session whose %s is too long ago by %j, also one from before, and none of another organisation',
    async (column, policy, days, reason) => {
      const [strict, other] = [await auth.anOrganization('Strict'), await auth.anOrganization('Other')];
      const { email } = await auth.aMember([strict, other]);
      const open = (organizationId: string) => signIn(email, { organizationId });
      const [old, fresh, elsewhere] = [await open(strict), await open(strict), await open(other)];
      await expire();
      await lowers(strict, policy);
      for (const { sessionId } of [old, elsewhere]) await age(sessionId, column, days);
      await age(fresh.sessionId, column, days - 1);
      await expect(auth.refresh(old.refreshToken)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      expect(idsOf(await sessionsOf(fresh))).toEqual([elsewhere.sessionId, fresh.sessionId]);
      expect(await expire()).toEqual({ sessions: 1 });
      expect(await reasonOf(old.sessionId, strict)).toBe(reason);
      for (const { refreshToken } of [fresh, elsewhere]) expect(await auth.refresh(refreshToken)).toBeDefined();
    },
  );

  it('ends the oldest session of a member who begins one too many, and none of another member', async () => {
    const tenantId = await auth.anOrganization();
    const [one, another] = [await auth.aMember([tenantId]), await auth.aMember([tenantId])];
    const theirs = await signIn(another.email);
    const [first, second] = [await signIn(one.email), await signIn(one.email)];
    await lowers(tenantId, { maxAtOnce: 2 });
    const third = await signIn(one.email);
    expect(idsOf(await sessionsOf(third))).toEqual([third.sessionId, second.sessionId]);
    expect(await reasonOf(first.sessionId, tenantId)).toBe('too_many');
    await expect(auth.refresh(first.refreshToken)).rejects.toMatchObject(refused);
    expect(idsOf(await sessionsOf(theirs))).toEqual([theirs.sessionId]);
  });

  it('leaves as many as allowed of those that begin at once, and of those from before', async () => {
    const tenantId = await auth.anOrganization();
    const { email } = await auth.aMember([tenantId]);
    await lowers(tenantId, { maxAtOnce: 3 });
    await Promise.all(Array.from({ length: 6 }, () => signIn(email)));
    const last = await signIn(email);
    expect((await sessionsOf(last)).items).toHaveLength(3);
    await lowers(tenantId, { maxAtOnce: 1 }, 1);
    expect(await expire()).toEqual({ sessions: 2 });
    expect(idsOf(await sessionsOf(last))).toEqual([last.sessionId]);
  });
});

describe('switching into another organisation', () => {
  const switches = async ({ as }: TestSession, organizationId: string) =>
    sessionOf(await auth.ask<SignedIn>(SwitchOrganization, { organizationId }, as));
  const platformRoles = async (accountId: string, roles: readonly PlatformRole[]) => {
    const stream = { tenantId: PLATFORM, id: accountId };
    const { length } = await auth.recorded('auth.account', stream);
    const set = event(PlatformRolesSet, { accountId, roles });
    await auth.append('auth.account', stream, [set], { expected: length - 1 });
  };
  const typesIn = async (tenantId: string, { sessionId }: TestSession) =>
    auth.history('auth.session', tenantId, sessionId);

  it('goes on as a member there under a new id, and the session before ends', async () => {
    const [acme, zebra] = [await auth.anOrganization('Acme'), await auth.anOrganization('Zebra')];
    const { email, userIds } = await auth.aMember([acme, zebra], ['manager']);
    const before = await signIn(email);
    const after = await switches(before, zebra);
    expect(after.as).toMatchObject({ tenantId: zebra, actor: { id: userIds[1], roles: ['manager'] } });
    expect(after.sessionId).not.toBe(before.sessionId);
    expect(((await endOf(before.sessionId, acme))?.data as SessionEnded | undefined)?.reason).toBe('switched');
    expect(await typesIn(zebra, after)).toEqual(['SessionStarted']);
    await expect(auth.refresh(before.refreshToken)).rejects.toMatchObject(refused);
    expect((await auth.refresh(after.refreshToken)).user.organizationId).toBe(zebra);
    expect((await signIn(email)).as.tenantId).toBe(zebra);
  });

  it('is refused for an organisation of others, a missing one and a suspended one, and the session goes on', async () => {
    const [acme, closed] = [await auth.anOrganization('Acme'), await auth.anOrganization('Closed')];
    const { email } = await auth.aMember([acme, closed]);
    const here = await signIn(email, { organizationId: acme });
    const field = { code: 'NOT_FOUND', fields: [{ pointer: '/organizationId' }] };
    for (const id of [await auth.anOrganization(), randomUUID()]) {
      await expect(switches(here, id)).rejects.toMatchObject(field);
    }
    const suspended = event(OrganizationSuspended, { organizationId: closed, reason: null });
    await auth.tenancyRecords(closed, suspended, 0);
    await expect(switches(here, closed)).rejects.toMatchObject({ code: 'ORGANIZATION_SUSPENDED' });
    expect((await auth.refresh(here.refreshToken)).user.organizationId).toBe(acme);
  });

  it("is refused in a session by an organisation's password", async () => {
    const [home, tenantId] = [await auth.anOrganization('Home'), await auth.anOrganization('Elsewhere')];
    const { email } = await auth.aMember([home]);
    const password = 'nine green kettles whistle';
    await auth.createUser(tenantId, { email, password });
    await expect(switches(await signIn(email, { password }), home)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('does not make a session younger', async () => {
    const [acme, strict] = [await auth.anOrganization('Acme'), await auth.anOrganization('Strict')];
    const { email } = await auth.aMember([acme, strict]);
    const before = await signIn(email, { organizationId: acme });
    const age = `UPDATE auth.session SET signed_in_at = now() - interval '60 days' WHERE id = $1`;
    await auth.asOwner(age, [before.sessionId]);
    const after = await switches(before, strict);
    const { rows } = await auth.database.query<{ days: number }>(
      `SELECT extract(day FROM now() - signed_in_at)::integer AS days FROM auth.session WHERE id = $1`,
      [after.sessionId],
    );
    expect(rows[0]?.days).toBe(60);
    const sessions = { ...LONGEST_SESSIONS, maxDays: 60 };
    await auth.tenancyRecords(acme, event(OrganizationSessionsSet, { organizationId: acme, sessions }), 0);
    await expect(switches(after, acme)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('opens every organisation to a person of the platform, in both trails, for as long as they are one', async () => {
    const tenantId = await auth.anOrganization();
    const { email, accountId } = await auth.aMember([]);
    await platformRoles(accountId, ['super_admin']);
    const outside = await signIn(email);
    const inside = await switches(outside, tenantId);
    expect(inside.as).toMatchObject({ tenantId, actor: { id: accountId, roles: ['super_admin'] } });
    const entered = await auth.recorded('auth.session', { tenantId, id: inside.sessionId });
    expect(entered.map(({ type }) => type)).toEqual(['SessionStarted', 'PlatformUserEntered']);
    expect(entered[1]?.data).toMatchObject({ roles: ['super_admin'] });
    const own = (await auth.recorded('auth.account', { tenantId: PLATFORM, id: accountId })).at(-1);
    expect(own).toMatchObject({ type: 'OrganizationEntered', data: { organizationId: tenantId } });
    expect(sessionOf(await auth.refresh(inside.refreshToken)).as.tenantId).toBe(tenantId);
    // They are no member there, so the next sign-in does not lead there.
    expect((await signIn(email)).as.tenantId).toBe(PLATFORM);
    await expect(switches(await signIn(email), randomUUID())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await platformRoles(accountId, []);
    await expect(auth.refresh(inside.refreshToken)).rejects.toMatchObject(refused);
  });
});

describe('a sign-in', () => {
  const happened = async (accountId: string) =>
    (await auth.recorded('auth.account', { tenantId: PLATFORM, id: accountId })).map(({ type }) => type);
  const count = async (accountId: string, type: string) =>
    (await happened(accountId)).filter((each) => each === type).length;
  const at = (ip: string, userAgent = 'Firefox') => ({ ip, userAgent });

  it('from a new device is recorded once: a device is known by its cookie, or by user agent and network', async () => {
    const { email, accountId } = await auth.aMember([]);
    const added = () => count(accountId, 'NewDeviceSignedIn');
    const { device = '' } = await auth.signIn(email, {}, at('203.0.113.7'));
    await auth.signIn(email, {}, at('203.0.113.9'));
    expect(await added()).toBe(1);
    await auth.signIn(email, { device }, at('198.51.100.1', 'Safari'));
    expect(await added()).toBe(1);
    await auth.signIn(email, { device: 'forged' }, at('192.0.2.1'));
    await auth.signIn(email, {}, at('203.0.113.7', 'curl'));
    expect(await added()).toBe(3);
  });

  it('from a browser that signed in before goes on while others are locked out, who are told of nothing', async () => {
    const { email, accountId } = await auth.aMember([]);
    const { device = '' } = await auth.signIn(email);
    const fails = (more: Partial<Login> = {}) =>
      auth.signIn(email, { password: 'not it', ...more }).catch((error: unknown) => error);
    for (let time = 0; time < 5; time++) await fails();
    await expect(auth.signIn(email)).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED' });
    await expect(auth.signIn(email, { device: 'forged' })).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED' });
    expect(await auth.signIn(email, { device })).toMatchObject({ tokenType: 'Bearer' });
    await eventually(async () => (await count(accountId, 'AccountLocked')) === 1);
  });
});

it('mails the person about a new device, and about a lock', async () => {
  const mailbox = await Mailbox.of(auth);
  const { email } = await auth.aMember([]);
  await auth.signIn(email, {}, { ip: '203.0.113.7' });
  expect(await mailbox.last(email, 'A new device signed in')).toContain('/forgot-password');
  for (let time = 0; time < 6; time++) await auth.signIn(email, { password: 'not it' }).catch(() => undefined);
  const locked = 'Your OpsLedger account is locked for a while';
  expect(await mailbox.last(email, locked)).toContain('15 minutes');
  expect(mailbox.to(email, locked)).toHaveLength(1);
});

describe('a refresh token that came in a cookie', () => {
  it('is spent, and its session ended, with the CSRF token of that session alone', async () => {
    const { email } = await auth.aMember([await auth.anOrganization()]);
    const [mine, another] = [await auth.signIn(email), await auth.signIn(email)];
    const { refreshToken, csrfToken } = mine;
    const foreign = { refreshToken, csrfToken: another.csrfToken };
    const csrfRefused = { code: 'CSRF_REFUSED' };
    await expect(auth.ask(Refresh, foreign)).rejects.toMatchObject(csrfRefused);
    await expect(auth.ask(Logout, foreign)).rejects.toMatchObject(csrfRefused);
    expect((decode(mine.accessToken) as { csrf: string }).csrf).toBe(csrfToken);
    const fresh = await auth.ask<SignedIn>(Refresh, { refreshToken, csrfToken });
    expect(fresh.csrfToken).toBe(csrfToken);
    expect(await auth.ask(Logout, { refreshToken: fresh.refreshToken, csrfToken })).toEqual({ ended: true });
  });
});

it('of a membership show whether its user has been active lately', async () => {
  const tenantId = await auth.anOrganization();
  const [active, away] = [await auth.aMember([tenantId]), await auth.aMember([tenantId])];
  const { sessionId } = await signIn(active.email);
  await signIn(away.email);
  const later = new Date(Date.now() + 91 * 86_400_000).toISOString();
  await auth.asOwner('UPDATE auth.session SET used_at = $2 WHERE id = $1', [sessionId, later]);
  await auth.caughtUp();
  const found = () => auth.ask<FoundStaleMembers>(FindStaleMembers, {}, { tenantId, now: later });
  expect(await found()).toEqual({ users: 1 });
  const [recorded] = await auth.recordedOf('StaleMembersFound');
  expect(recorded).toMatchObject({ tenantId, data: { membershipIds: [away.userId] } });
});
