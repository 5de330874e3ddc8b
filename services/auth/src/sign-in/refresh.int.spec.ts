import { randomUUID } from 'node:crypto';
import type { SignedIn } from '#contracts/auth/signed-in';
import { DeactivateUser } from '#contracts/auth/deactivate-user';
import { Logout } from '#contracts/auth/logout';
import { ReactivateUser } from '#contracts/auth/reactivate-user';
import { Refresh } from '#contracts/auth/refresh';
import { event } from '#contracts/declare/event';
import { OrganizationReactivated, OrganizationSuspended } from '#contracts/tenancy/organization-events';
import { streamName } from '#libs/event-log';
import { TestAuth, contextOf } from '../auth.fixture';
import { endFamily } from '../session/end-family';
import { RefreshTokens } from '../session/refresh-tokens.store';
import { session } from '../session/session';

let auth: TestAuth;
beforeAll(async () => {
  auth = await TestAuth.open();
});
afterAll(() => auth.close());

const after = (seconds: number) => new Date(Date.now() + seconds * 1_000);

async function signedIn() {
  const organizationId = await auth.anOrganization();
  const { accountId, email, userId } = await auth.aMember([organizationId]);
  const answer = await auth.signIn(email);
  const { session: opened } = await auth.get(RefreshTokens).look(answer.refreshToken, new Date());
  const { sessionId } = opened;
  const history = () => auth.history('auth.session', organizationId, sessionId);
  return { ...answer, organizationId, accountId, userId, email, sessionId, history };
}
const spentLongAgo = async ({ refreshToken }: SignedIn) => {
  const { refreshToken: child } = await auth.refresh(refreshToken);
  return { refreshToken, child, later: after(60) };
};

describe('refreshing', () => {
  it('gives fresh tokens for the same session', async () => {
    const first = await signedIn();
    const second = await auth.refresh(first.refreshToken);
    expect(second.user).toEqual(first.user);
    expect(second.refreshToken).not.toBe(first.refreshToken);
  });

  it('that is refused leaves the token unused, so its later use is no theft', async () => {
    const { refreshToken, organizationId } = await signedIn();
    const suspended = event(OrganizationSuspended, { organizationId, reason: null });
    await auth.tenancyRecords(organizationId, suspended, 0);
    await auth.caughtUp();
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'ORGANIZATION_SUSPENDED' });
    const reactivated = event(OrganizationReactivated, { organizationId, reason: null });
    await auth.tenancyRecords(organizationId, reactivated, 1);
    await auth.caughtUp();
    expect((await auth.refresh(refreshToken, after(600))).user.organizationId).toBe(organizationId);
  });

  it('ends with the membership, and does not come back with it', async () => {
    const { refreshToken, accountId, userId, organizationId, email } = await signedIn();
    const context = { tenantId: organizationId };
    await auth.ask(DeactivateUser, { userId }, context);
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    // The deactivation was cut off before it ended the rows.
    await auth.database.query('UPDATE auth.session SET ended_at = NULL WHERE account_id = $1', [accountId]);
    await auth.ask(ReactivateUser, { userId }, context);
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect((await auth.refresh((await auth.signIn(email)).refreshToken)).user.id).toBe(userId);
  });

  it('ends when the log says so, although the table does not yet', async () => {
    const { refreshToken, sessionId, organizationId } = await signedIn();
    await auth.ask(Logout, {}, { tenantId: organizationId, sessionId });
    await auth.database.query('UPDATE auth.session SET ended_at = NULL WHERE id = $1', [sessionId]);
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  });
});

describe('a token that was used long ago', () => {
  it('ends the whole family, is recorded, and is published to the gateways', async () => {
    const opened = await signedIn();
    const { refreshToken, child, later } = await spentLongAgo(opened);
    await expect(auth.refresh(refreshToken, later)).rejects.toMatchObject({ code: 'REFRESH_TOKEN_REUSED' });
    await expect(auth.refresh(child, later)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(await opened.history()).toEqual(['SessionStarted', 'RefreshTokenReused', 'SessionEnded']);
    expect(await auth.published('session', opened.sessionId)).toEqual({ version: 2, ended: true });
  });

  it('is recorded as the act of the person, whose erasure takes the address with it', async () => {
    const opened = await signedIn();
    const { refreshToken, later } = await spentLongAgo(opened);
    const gateway = { id: 'service:gateway', type: 'service', roles: [] } as const;
    const traces = { ip: '192.0.2.7', userAgent: 'curl/8.5.0' };
    const shown = auth.ask(Refresh, { refreshToken }, { actor: gateway, now: later.toISOString(), ...traces });
    await expect(shown).rejects.toMatchObject({ code: 'REFRESH_TOKEN_REUSED' });
    const actors = [];
    const stream = streamName('auth.session', opened.organizationId, opened.sessionId);
    for await (const { metadata } of auth.log.readStream(stream, { from: 1 })) actors.push(JSON.parse(metadata));
    const traced = {
      actorId: opened.userId,
      actorType: 'user',
      ip: expect.anything(),
      userAgent: expect.anything(),
    };
    expect(actors).toMatchObject([traced, traced]);
  });

  it('ends the family also when the session would be refused for another reason', async () => {
    const opened = await signedIn();
    const { refreshToken, later } = await spentLongAgo(opened);
    const { organizationId } = opened;
    const suspended = event(OrganizationSuspended, { organizationId, reason: null });
    await auth.tenancyRecords(organizationId, suspended, 0);
    await auth.caughtUp();
    await expect(auth.refresh(refreshToken, later)).rejects.toMatchObject({ code: 'REFRESH_TOKEN_REUSED' });
  });

  it('is recorded once, however often it comes', async () => {
    const opened = await signedIn();
    const { refreshToken, later } = await spentLongAgo(opened);
    for (let time = 0; time < 3; time++) await auth.refresh(refreshToken, later).catch(() => undefined);
    expect(await opened.history()).toEqual(['SessionStarted', 'RefreshTokenReused', 'SessionEnded']);
  });

  it('finishes an end that was cut off after the table: the event and the publication', async () => {
    const opened = await signedIn();
    const { refreshToken, later } = await spentLongAgo(opened);
    await auth.get(RefreshTokens).end(opened.sessionId);
    await expect(auth.refresh(refreshToken, later)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(await opened.history()).toEqual(['SessionStarted', 'RefreshTokenReused', 'SessionEnded']);
    expect(await auth.published('session', opened.sessionId)).toEqual({ version: 2, ended: true });
  });

  it('finishes an end that was cut off after the event: the table and the publication', async () => {
    const opened = await signedIn();
    const { refreshToken, child, later } = await spentLongAgo(opened);
    await auth.commands.handle({
      aggregate: session,
      id: opened.sessionId,
      command: { sessionId: opened.sessionId },
      context: contextOf({ tenantId: opened.organizationId, commandId: randomUUID() }),
      decide: endFamily,
      answer: () => undefined,
    });
    await expect(auth.refresh(refreshToken, later)).rejects.toMatchObject({ code: 'REFRESH_TOKEN_REUSED' });
    expect(await auth.get(RefreshTokens).look(child, new Date())).toMatchObject({ ended: true });
    expect(await auth.published('session', opened.sessionId)).toEqual({ version: 2, ended: true });
  });
});

describe('signing out', () => {
  it('ends the session in the log, the table and the gateways, also when it is repeated', async () => {
    const { refreshToken, sessionId, organizationId, history } = await signedIn();
    const context = { tenantId: organizationId, sessionId };
    expect(await auth.ask(Logout, {}, context)).toEqual({ id: sessionId, revision: 1 });
    await auth.forgetPublished('session', sessionId);
    expect(await auth.ask(Logout, {}, context)).toEqual({ id: sessionId, revision: 1 });
    expect(await history()).toEqual(['SessionStarted', 'SessionEnded']);
    expect(await auth.published('session', sessionId)).toEqual({ version: 1, ended: true });
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  });

  it('needs a session', async () => {
    await expect(auth.ask(Logout, {}, {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const context = { tenantId: randomUUID(), sessionId: randomUUID() };
    await expect(auth.ask(Logout, {}, context)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  });
});
