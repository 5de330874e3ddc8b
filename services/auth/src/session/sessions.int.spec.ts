import { randomUUID } from 'node:crypto';
import { decode } from 'jsonwebtoken';
import type { SessionEnded } from '#contracts/auth/session-events';
import { EndOwnSession } from '#contracts/auth/end-own-session';
import { EndUserSessions } from '#contracts/auth/end-user-sessions';
import { ListSessions, type MySession } from '#contracts/auth/list-sessions';
import type { Login } from '#contracts/auth/login';
import type { SignedIn } from '#contracts/auth/signed-in';
import { UnlockUser } from '#contracts/auth/unlock-user';
import type { Page } from '#contracts/declare/list-request';
import { PLATFORM } from '#contracts/permissions';
import type { Actor, CommandContext } from '#libs/identity';
import { TestAuth } from '../auth.fixture';
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
    expect((ended?.data as SessionEnded).reason).toBe('ended_by_person');
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
    await auth.ask(EndUserSessions, { userId }, { tenantId, ifMatch: '2' });
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
