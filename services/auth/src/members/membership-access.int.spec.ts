import { randomUUID } from 'node:crypto';
import { decode } from 'jsonwebtoken';
import { contractOf } from '#contracts/declare/contract';
import { DeactivateUser } from '#contracts/auth/deactivate-user';
import { GetUser, type User } from '#contracts/auth/get-user';
import { MembershipDeactivated, MembershipRolesSet } from '#contracts/auth/membership-events';
import { ReactivateUser } from '#contracts/auth/reactivate-user';
import { SessionEnded } from '#contracts/auth/session-events';
import { SetRoles } from '#contracts/auth/set-roles';
import type { OrganizationRole } from '#contracts/roles';
import type { Recorded } from '#libs/event-sourcing';
import { membershipKey } from '#libs/identity';
import { accessReactor } from '../access/access.reactor';
import { TestAuth, contextOf } from '../auth.fixture';
import { endSession } from '../session/start-session';
import { RefreshTokens } from '../session/refresh-tokens.store';
import { session } from '../session/session';
import { deactivateUser } from './deactivate-user';
import { members } from './members';

let auth: TestAuth;
beforeAll(async () => {
  auth = await TestAuth.open();
});
afterAll(() => auth.close());

async function aMember(roles?: readonly OrganizationRole[]) {
  const tenantId = await auth.anOrganization();
  const { accountId: userId, email } = await auth.aMember([tenantId], roles);
  const key = membershipKey(tenantId, userId);
  return {
    tenantId,
    userId,
    email,
    deactivate: (commandId: string = randomUUID()) => auth.ask(DeactivateUser, { userId }, { tenantId, commandId }),
    reactivate: () => auth.ask(ReactivateUser, { userId }, { tenantId }),
    setRoles: (to: readonly OrganizationRole[]) => auth.ask(SetRoles, { userId, roles: to }, { tenantId }),
    published: () => auth.published('membership', key),
    forgetPublished: () => auth.forgetPublished('membership', key),
    sessionEnded: async (token: string) => (await auth.get(RefreshTokens).look(token)).ended,
  };
}

describe('a membership that changes', () => {
  it('is published to the gateways before the answer, and its sessions end with it', async () => {
    const member = await aMember();
    const { refreshToken } = await auth.signIn(member.email);
    expect(await member.deactivate()).toEqual({ id: member.userId, revision: 1 });
    expect(await member.published()).toEqual({ version: 1, ended: true });
    expect(await member.sessionEnded(refreshToken)).toBe(true);
    await member.reactivate();
    expect(await member.published()).toEqual({ version: 2, ended: false });
    await member.setRoles(['viewer']);
    expect(await member.published()).toEqual({ version: 3, ended: false });
  });

  it('is published again when it is requested again and nothing changes', async () => {
    const member = await aMember();
    await member.deactivate();
    await member.forgetPublished();
    await expect(member.deactivate()).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await member.published()).toEqual({ version: 1, ended: true });
    await member.reactivate();
    await member.forgetPublished();
    await expect(member.reactivate()).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await member.published()).toEqual({ version: 2, ended: false });
    await member.setRoles(['viewer']);
    await member.forgetPublished();
    await member.setRoles(['viewer']);
    expect(await member.published()).toEqual({ version: 3, ended: false });
  });

  it('answers with its own entity tag when nothing changes, whatever happened to others', async () => {
    const member = await aMember(['manager']);
    const { tenantId, userId, email } = member;
    await auth.createUser(tenantId);
    await auth.createUser(tenantId);
    const tag = { id: userId, revision: 0 };
    expect(await member.setRoles(['manager'])).toEqual(tag);
    expect(await auth.createUser(tenantId, { email })).toEqual(tag);
    expect(await auth.ask(SetRoles, { userId, roles: ['viewer'] }, { tenantId, ifMatch: '0' })).toMatchObject({
      revision: 3,
    });
  });

  it('leaves the tokens of its sessions alone when its roles stay as they are', async () => {
    const member = await aMember(['manager']);
    await auth.signIn(member.email);
    const before = await member.published();
    // The stream holds all members: it moves on while this membership does not.
    await auth.createUser(member.tenantId);
    await member.setRoles(['manager']);
    expect(before).toBeUndefined();
    expect(await member.published()).toEqual({ version: 0, ended: false });
  });

  it('does not end the sessions after a reactivation by a repeated deactivation', async () => {
    const member = await aMember();
    const commandId = randomUUID();
    await member.deactivate(commandId);
    await member.reactivate();
    const { refreshToken } = await auth.signIn(member.email);
    expect(await member.deactivate(commandId)).toEqual({ id: member.userId, revision: 1 });
    expect(await member.sessionEnded(refreshToken)).toBe(false);
    expect(await member.published()).toEqual({ version: 2, ended: false });
  });

  it('is published with the version of its own last event', async () => {
    const member = await aMember();
    await member.deactivate();
    await member.forgetPublished();
    await auth.createUser(member.tenantId);
    await expect(member.deactivate()).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await member.published()).toEqual({ version: 1, ended: true });
  });

  it('of a person who has not accepted is an invitation again after a reactivation, and no sign-in uses it', async () => {
    const tenantId = await auth.anOrganization();
    const { accountId: userId, email } = await auth.aMember([]);
    await auth.createUser(tenantId, { email, name: 'Somebody' });
    await auth.ask(DeactivateUser, { userId }, { tenantId });
    await auth.ask(ReactivateUser, { userId }, { tenantId });
    await auth.caughtUp();
    const shown = await auth.ask<User>(GetUser, { userId }, { tenantId });
    expect(shown).toMatchObject({ status: 'pending', name: 'Somebody' });
    expect((await auth.signIn(email)).user.organizationId).toBeNull();
    await expect(auth.signIn(email, { organizationId: tenantId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is not restored in an organisation that is full by now', async () => {
    const tenantId = await auth.anOrganization('Acme Foods', 1);
    const { accountId: userId } = await auth.aMember([tenantId]);
    await auth.ask(DeactivateUser, { userId }, { tenantId });
    await auth.createUser(tenantId);
    await expect(auth.ask(ReactivateUser, { userId }, { tenantId })).rejects.toMatchObject({
      code: 'LIMIT_REACHED',
      details: { limit: 1 },
    });
  });

  it('is refused under an old entity tag, and as unknown when it does not exist', async () => {
    const member = await aMember();
    await member.setRoles(['viewer']);
    const context = { tenantId: member.tenantId, ifMatch: '0' };
    const refused = auth.ask(DeactivateUser, { userId: member.userId }, context);
    await expect(refused).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    await auth.ask(DeactivateUser, { userId: member.userId }, { ...context, ifMatch: '1' });
    const stranger = auth.ask(DeactivateUser, { userId: randomUUID() }, context);
    await expect(stranger).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the command that ends access is cut off right after the log', () => {
  async function react(type: string, data: object, tenantId: string): Promise<void> {
    for (const { contract, payload } of accessReactor.react({ type, data } as Recorded)) {
      expect(contractOf(contract).sentBy).toEqual(['auth']);
      await auth.ask(contract, payload, { tenantId });
    }
  }

  it('and the reactor ends a membership that was deactivated, however often and late', async () => {
    const member = await aMember();
    const { userId, tenantId } = member;
    const { refreshToken } = await auth.signIn(member.email);
    await auth.commands.handle({
      aggregate: members,
      id: tenantId,
      command: { userId },
      context: contextOf({ tenantId }),
      decide: deactivateUser,
      answer: () => undefined,
    });
    const fact = { accountId: userId, organizationId: tenantId };
    await react(MembershipDeactivated.type, fact, tenantId);
    await react(MembershipDeactivated.type, fact, tenantId);
    expect(await member.published()).toEqual({ version: 1, ended: true });
    expect(await member.sessionEnded(refreshToken)).toBe(true);
    await member.reactivate();
    const { refreshToken: since, accessToken } = await auth.signIn(member.email);
    expect(decode(accessToken)).toMatchObject({ membership_since: 2 });
    await react(MembershipRolesSet.type, fact, tenantId);
    await react(MembershipDeactivated.type, fact, tenantId);
    expect(await member.published()).toEqual({ version: 2, ended: false });
    expect(await member.sessionEnded(since)).toBe(false);
  });

  it('and the reactor ends a session that was signed out', async () => {
    const { email, tenantId, sessionEnded } = await aMember();
    const { refreshToken } = await auth.signIn(email);
    const { sessionId } = (await auth.get(RefreshTokens).look(refreshToken)).session;
    await react(SessionEnded.type, { sessionId }, tenantId);
    expect(await auth.published('session', sessionId)).toBeUndefined();
    await auth.commands.handle({
      aggregate: session,
      id: sessionId,
      command: { sessionId, reason: 'signed_out' as const },
      context: contextOf({ tenantId }),
      decide: endSession,
      answer: () => undefined,
    });
    await react(SessionEnded.type, { sessionId }, tenantId);
    expect(await auth.published('session', sessionId)).toEqual({ version: 1, ended: true });
    expect(await sessionEnded(refreshToken)).toBe(true);
  });

  it('and an unknown session or member is no fault', async () => {
    const tenantId = await auth.anOrganization();
    const [accountId, sessionId] = [randomUUID(), randomUUID()];
    await react(MembershipDeactivated.type, { accountId }, tenantId);
    await react(SessionEnded.type, { sessionId }, tenantId);
    expect(await auth.published('membership', membershipKey(tenantId, accountId))).toBeUndefined();
    expect(await auth.published('session', sessionId)).toBeUndefined();
  });
});
