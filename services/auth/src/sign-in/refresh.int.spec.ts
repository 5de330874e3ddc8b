import { randomUUID } from 'node:crypto';
import { decode } from 'jsonwebtoken';
import { ApplyOrganizationStatus } from '#contracts/auth/apply-organization-status';
import type { SignedIn } from '#contracts/auth/signed-in';
import { DeactivateUser } from '#contracts/auth/deactivate-user';
import { Logout } from '#contracts/auth/logout';
import { ReactivateUser } from '#contracts/auth/reactivate-user';
import { Refresh } from '#contracts/auth/refresh';
import { event } from '#contracts/declare/event';
import { OrganizationReactivated, OrganizationSuspended } from '#contracts/tenancy/organization-events';
import { streamName } from '#libs/event-log';
import { AccessVersions, type VerifiedToken } from '#libs/identity';
import { TestAuth, contextOf } from '../auth.fixture';
import { endFamily } from '../session/end-family';
import { RefreshTokens } from '../session/refresh-tokens.store';
import { session } from '../session/session';

let auth: TestAuth;
beforeAll(async () => {
  auth = await TestAuth.open();
});
afterAll(() => auth.close());

const GATEWAY = { id: 'service:gateway', type: 'service', roles: [] } as const;

async function signedIn() {
  const organizationId = await auth.anOrganization();
  const { accountId, email, userId } = await auth.aMember([organizationId]);
  const answer = await auth.signIn(email);
  const { session: opened } = await auth.get(RefreshTokens).look(answer.refreshToken);
  const { sessionId } = opened;
  const history = () => auth.history('auth.session', organizationId, sessionId);
  return { ...answer, organizationId, accountId, userId, email, sessionId, history };
}
function verifiedOf(accessToken: string): VerifiedToken {
  const claims = decode(accessToken) as Readonly<Record<string, unknown>> & { sub: string; sid: string; org: string };
  return {
    sub: claims.sub,
    type: 'user',
    sessionId: claims.sid,
    organizationId: claims.org,
    roles: claims['roles'] as string[],
    platformRoles: [],
    accountVersion: claims['account_version'] as number,
    membershipVersion: claims['membership_version'] as number,
    organizationVersion: claims['organization_version'] as number,
    expiresAt: Date.now() + 60_000,
  };
}

const spentLongAgo = async ({ refreshToken, sessionId }: SignedIn & { readonly sessionId: string }) => {
  const { refreshToken: child } = await auth.refresh(refreshToken);
  await auth.passSeconds(sessionId, 60);
  return { refreshToken, child };
};

describe('refreshing', () => {
  it('gives fresh tokens for the same session', async () => {
    const first = await signedIn();
    const second = await auth.refresh(first.refreshToken);
    expect(second.user).toEqual(first.user);
    expect(second.refreshToken).not.toBe(first.refreshToken);
  });

  it('ends with a suspension, and neither token comes back with the reactivation', async () => {
    const { accessToken, refreshToken, organizationId, email } = await signedIn();
    const status = async (type: typeof OrganizationSuspended | typeof OrganizationReactivated, revision: number) => {
      await auth.tenancyRecords(organizationId, event(type, { organizationId, reason: null }), revision);
      const payload = { organizationId, status: 'active', revision: revision + 1 };
      await auth.ask(ApplyOrganizationStatus, payload, {
        actor: { id: 'service:tenancy', type: 'service', roles: [] },
      });
    };
    const check = (token: string) => new AccessVersions(auth.database).check(verifiedOf(token));
    await expect(check(accessToken)).resolves.toEqual({});
    await status(OrganizationSuspended, 0);
    await expect(check(accessToken)).rejects.toMatchObject({ code: 'ORGANIZATION_SUSPENDED' });
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    await status(OrganizationReactivated, 1);
    await expect(check(accessToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    // The suspension was cut off before it ended the rows.
    await auth.database.query('UPDATE auth.session SET ended_at = NULL WHERE organization_id = $1', [organizationId]);
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    await auth.caughtUp();
    const since = await auth.signIn(email);
    await expect(check(since.accessToken)).resolves.toEqual({});
    expect((await auth.refresh(since.refreshToken)).user.organizationId).toBe(organizationId);
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
    const { refreshToken, child } = await spentLongAgo(opened);
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'REFRESH_TOKEN_REUSED' });
    await expect(auth.refresh(child)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(await opened.history()).toEqual(['SessionStarted', 'RefreshTokenReused', 'SessionEnded']);
    expect(await auth.published('session', opened.sessionId)).toEqual({ version: 2, ended: true });
  });

  it('is recorded as the act of the person, whose erasure takes the address with it', async () => {
    const opened = await signedIn();
    const { refreshToken } = await spentLongAgo(opened);
    const traces = { ip: '192.0.2.7', userAgent: 'curl/8.5.0' };
    const shown = auth.ask(Refresh, { refreshToken }, { actor: GATEWAY, ...traces });
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
    const { refreshToken } = await spentLongAgo(opened);
    const { organizationId } = opened;
    const suspended = event(OrganizationSuspended, { organizationId, reason: null });
    await auth.tenancyRecords(organizationId, suspended, 0);
    await auth.caughtUp();
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'REFRESH_TOKEN_REUSED' });
  });

  it('is recorded once, however often it comes', async () => {
    const opened = await signedIn();
    const { refreshToken } = await spentLongAgo(opened);
    for (let time = 0; time < 3; time++) await auth.refresh(refreshToken).catch(() => undefined);
    expect(await opened.history()).toEqual(['SessionStarted', 'RefreshTokenReused', 'SessionEnded']);
  });

  it('finishes an end that was cut off after the table: the event and the publication', async () => {
    const opened = await signedIn();
    const { refreshToken } = await spentLongAgo(opened);
    await auth.get(RefreshTokens).end(opened.sessionId);
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(await opened.history()).toEqual(['SessionStarted', 'RefreshTokenReused', 'SessionEnded']);
    expect(await auth.published('session', opened.sessionId)).toEqual({ version: 2, ended: true });
  });

  it('finishes an end that was cut off after the event: the table and the publication', async () => {
    const opened = await signedIn();
    const { refreshToken, child } = await spentLongAgo(opened);
    await auth.commands.handle({
      aggregate: session,
      id: opened.sessionId,
      command: { sessionId: opened.sessionId },
      context: contextOf({ tenantId: opened.organizationId, commandId: randomUUID() }),
      decide: endFamily,
      answer: () => undefined,
    });
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'REFRESH_TOKEN_REUSED' });
    expect(await auth.get(RefreshTokens).look(child)).toMatchObject({ ended: true });
    expect(await auth.published('session', opened.sessionId)).toEqual({ version: 2, ended: true });
  });
});

describe('signing out', () => {
  it('by the access token ends the session in the log, the table and the gateways, also when it is repeated', async () => {
    const { refreshToken, sessionId, accountId, organizationId, history } = await signedIn();
    const context = { tenantId: organizationId, sessionId, actor: { id: accountId, type: 'user', roles: [] } } as const;
    expect(await auth.ask(Logout, {}, context)).toEqual({ ended: true });
    await auth.forgetPublished('session', sessionId);
    expect(await auth.ask(Logout, {}, context)).toEqual({ ended: false });
    expect(await history()).toEqual(['SessionStarted', 'SessionEnded']);
    expect(await auth.published('session', sessionId)).toEqual({ version: 1, ended: true });
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  });

  it('by the refresh token alone ends its session, as the act of its account', async () => {
    const { refreshToken, sessionId, accountId, organizationId, history } = await signedIn();
    expect(await auth.ask(Logout, { refreshToken }, { actor: GATEWAY })).toEqual({ ended: true });
    expect(await history()).toEqual(['SessionStarted', 'SessionEnded']);
    expect(await auth.published('session', sessionId)).toEqual({ version: 1, ended: true });
    const recorded = await auth.recorded('auth.session', { tenantId: organizationId, id: sessionId });
    expect(recorded.at(-1)?.metadata).toMatchObject({ actorId: accountId });
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  });

  it('by a spent refresh token ends the family, and records that it was used again', async () => {
    const opened = await signedIn();
    const { refreshToken } = await spentLongAgo(opened);
    expect(await auth.ask(Logout, { refreshToken }, { actor: GATEWAY })).toEqual({ ended: true });
    expect(await opened.history()).toEqual(['SessionStarted', 'RefreshTokenReused', 'SessionEnded']);
  });

  it('by tokens of two sessions ends both', async () => {
    const [one, two] = [await signedIn(), await signedIn()];
    const context = { tenantId: two.organizationId, sessionId: two.sessionId };
    expect(await auth.ask(Logout, { refreshToken: one.refreshToken }, context)).toEqual({ ended: true });
    for (const { refreshToken } of [one, two]) {
      await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    }
  });

  it('without a good token ends nothing and is no fault', async () => {
    for (const refreshToken of [undefined, 'made-up', 'A'.repeat(70)]) {
      expect(await auth.ask(Logout, { refreshToken }, { actor: GATEWAY })).toEqual({ ended: false });
    }
    const unknown = { tenantId: randomUUID(), sessionId: randomUUID() };
    expect(await auth.ask(Logout, {}, unknown)).toEqual({ ended: false });
  });
});
