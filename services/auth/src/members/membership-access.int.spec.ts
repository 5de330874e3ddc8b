import { randomUUID } from 'node:crypto';
import { decode } from 'jsonwebtoken';
import { contractOf } from '#contracts/declare/contract';
import { NameChanged } from '#contracts/auth/account-events';
import { ChangeUser } from '#contracts/auth/change-user';
import { Leave } from '#contracts/auth/leave';
import { LinkMembership } from '#contracts/auth/link-membership';
import { ListUsers } from '#contracts/auth/list-users';
import { RemoveUser } from '#contracts/auth/remove-user';
import type { Created } from '#contracts/created';
import { event } from '#contracts/declare/event';
import { PLATFORM } from '#contracts/permissions';
import { DeactivateUser } from '#contracts/auth/deactivate-user';
import { GetUser, type User } from '#contracts/auth/get-user';
import {
  MembershipDeactivated,
  MembershipGranted,
  MembershipRemoved,
  MembershipRolesSet,
} from '#contracts/auth/membership-events';
import { ReactivateUser } from '#contracts/auth/reactivate-user';
import { SessionEnded } from '#contracts/auth/session-events';
import { SetRoles } from '#contracts/auth/set-roles';
import type { OrganizationRole } from '#contracts/roles';
import type { Recorded } from '#libs/event-sourcing';
import { eventually } from '#libs/testing/eventually';
import { Accounts } from '../account/accounts.provider';
import { accessReactor } from '../access/access.reactor';
import { TestAuth, contextOf } from '../auth.fixture';
import { endSession } from '../session/start-session';
import { RefreshTokens } from '../session/refresh-tokens.store';
import { session } from '../session/session';
import { acceptMembership } from './accept-membership';
import { deactivateUser } from './deactivate-user';
import { members } from './members';

let auth: TestAuth;
beforeAll(async () => {
  auth = await TestAuth.open();
});
afterAll(() => auth.close());

async function aMember(roles?: readonly OrganizationRole[]) {
  const tenantId = await auth.anOrganization();
  const { accountId, userId, email } = await auth.aMember([tenantId], roles);
  return {
    tenantId,
    accountId,
    userId,
    email,
    deactivate: (commandId: string = randomUUID()) => auth.ask(DeactivateUser, { userId }, { tenantId, commandId }),
    reactivate: () => auth.ask(ReactivateUser, { userId }, { tenantId }),
    setRoles: (to: readonly OrganizationRole[]) => auth.ask(SetRoles, { userId, roles: to }, { tenantId }),
    published: () => auth.published('membership', userId),
    forgetPublished: () => auth.forgetPublished('membership', userId),
    sessionEnded: async (token: string) => (await auth.get(RefreshTokens).look(token)).ended,
  };
}

describe('a membership that changes', () => {
  it('is published to the gateways before the answer, and its sessions end with it', async () => {
    const member = await aMember();
    const { refreshToken } = await auth.signIn(member.email);
    expect(await member.deactivate()).toEqual({ id: member.userId, revision: 3 });
    expect(await member.published()).toEqual({ version: 3, ended: true });
    expect(await member.sessionEnded(refreshToken)).toBe(true);
    await member.reactivate();
    expect(await member.published()).toEqual({ version: 4, ended: false });
    await member.setRoles(['viewer']);
    expect(await member.published()).toEqual({ version: 5, ended: false });
  });

  it('is published again when it is requested again and nothing changes', async () => {
    const member = await aMember();
    await member.deactivate();
    await member.forgetPublished();
    await expect(member.deactivate()).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await member.published()).toEqual({ version: 3, ended: true });
    await member.reactivate();
    await member.forgetPublished();
    await expect(member.reactivate()).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await member.published()).toEqual({ version: 4, ended: false });
    await member.setRoles(['viewer']);
    await member.forgetPublished();
    await member.setRoles(['viewer']);
    expect(await member.published()).toEqual({ version: 5, ended: false });
  });

  it('answers with its own entity tag when nothing changes, whatever happened to others', async () => {
    const member = await aMember(['manager']);
    const { tenantId, userId } = member;
    await auth.createUser(tenantId);
    const { id: other } = await auth.createUser(tenantId);
    await auth.accountOf(tenantId, other);
    expect(await member.setRoles(['manager'])).toEqual({ id: userId, revision: 2 });
    const { length } = await auth.history('auth.members', tenantId, tenantId);
    const tagged = { tenantId, ifMatch: '2' };
    expect(await auth.ask(SetRoles, { userId, roles: ['viewer'] }, tagged)).toEqual({ id: userId, revision: length });
  });

  it('leaves the tokens of its sessions alone when its roles stay as they are', async () => {
    const member = await aMember(['manager']);
    await auth.signIn(member.email);
    const before = await member.published();
    // The stream holds all members: it moves on while this membership does not.
    await auth.createUser(member.tenantId);
    await member.setRoles(['manager']);
    expect(before).toBeUndefined();
    expect(await member.published()).toEqual({ version: 2, ended: false });
  });

  it('does not end the sessions after a reactivation by a repeated deactivation', async () => {
    const member = await aMember();
    const commandId = randomUUID();
    await member.deactivate(commandId);
    await member.reactivate();
    const { refreshToken } = await auth.signIn(member.email);
    expect(await member.deactivate(commandId)).toEqual({ id: member.userId, revision: 3 });
    expect(await member.sessionEnded(refreshToken)).toBe(false);
    expect(await member.published()).toEqual({ version: 4, ended: false });
  });

  it('is published with the version of its own last event', async () => {
    const member = await aMember();
    await member.deactivate();
    await member.forgetPublished();
    await auth.createUser(member.tenantId);
    await expect(member.deactivate()).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await member.published()).toEqual({ version: 3, ended: true });
  });

  it('of a person who has not accepted is an invitation again after a reactivation, and no sign-in uses it', async () => {
    const tenantId = await auth.anOrganization();
    const { email } = await auth.aMember([]);
    const { id: userId } = await auth.createUser(tenantId, { email, name: 'Somebody' });
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
    const { userId } = await auth.aMember([tenantId]);
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
    const context = { tenantId: member.tenantId, ifMatch: '2' };
    const refused = auth.ask(DeactivateUser, { userId: member.userId }, context);
    await expect(refused).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    await auth.ask(DeactivateUser, { userId: member.userId }, { ...context, ifMatch: '3' });
    const stranger = auth.ask(DeactivateUser, { userId: randomUUID() }, context);
    await expect(stranger).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a membership that ends', () => {
  const remove = (tenantId: string, userId: string) => auth.ask(RemoveUser, { userId }, { tenantId });
  const as = (userId: string, tenantId: string) =>
    ({ tenantId, actor: { id: userId, type: 'user', roles: [] } }) as const;

  it('is published before the answer, its sessions end with it, and the list shows it no more', async () => {
    const member = await aMember();
    const { tenantId, userId, email } = member;
    const { refreshToken } = await auth.signIn(email);
    const { id, revision } = await auth.ask<Created>(RemoveUser, { userId }, { tenantId });
    expect(id).toBe(userId);
    expect(await member.published()).toEqual({ version: revision, ended: true });
    expect(await member.sessionEnded(refreshToken)).toBe(true);
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    await expect(auth.ask(GetUser, { userId }, { tenantId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(remove(tenantId, userId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await auth.signIn(email)).user.organizationId).toBeNull();
  });

  it('is refused under an old entity tag', async () => {
    const { tenantId, userId, setRoles } = await aMember();
    await setRoles(['viewer']);
    const stale = auth.ask(RemoveUser, { userId }, { tenantId, ifMatch: '2' });
    await expect(stale).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  });

  it('is left by the person, with its sessions', async () => {
    const { tenantId, userId, email, published, sessionEnded } = await aMember();
    const { refreshToken } = await auth.signIn(email);
    const { revision } = await auth.ask<Created>(Leave, {}, as(userId, tenantId));
    expect(await published()).toEqual({ version: revision, ended: true });
    expect(await sessionEnded(refreshToken)).toBe(true);
    await expect(auth.ask(Leave, {}, as(userId, tenantId))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of an admin leaves one other, whoever goes first', async () => {
    const { tenantId, userId } = await aMember(['admin']);
    const second = await auth.joined(tenantId, (await auth.aMember([])).email, ['admin']);
    const goes = [auth.ask(Leave, {}, as(second, tenantId)), remove(tenantId, userId)];
    const outcomes = await Promise.allSettled(goes);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const refused = outcomes.find((each) => each.status === 'rejected');
    expect(refused?.reason).toMatchObject({ code: 'LAST_ADMIN' });
  });

  it('frees seat and address: a later grant is a new membership, with sessions of its own', async () => {
    const { tenantId, userId, email, accountId } = await aMember();
    const { refreshToken } = await auth.signIn(email);
    await remove(tenantId, userId);
    const again = await auth.joined(tenantId, email, ['viewer']);
    expect(again).not.toBe(userId);
    expect(await auth.accountOf(tenantId, again)).toBe(accountId);
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect((await auth.signIn(email)).user).toMatchObject({ id: again, organizationId: tenantId });
    await auth.caughtUp();
    const { items } = await auth.ask<{ items: User[] }>(ListUsers, {}, { tenantId });
    expect(items).toMatchObject([{ id: again, roles: ['viewer'] }]);
  });

  it('before it is linked makes no account', async () => {
    const tenantId = await auth.anOrganization();
    const email = `${randomUUID().slice(0, 8)}@example.org`;
    const [membershipId, context] = [randomUUID(), contextOf({ tenantId })];
    const on = { aggregate: members, id: tenantId, context, answer: () => undefined };
    const history = [
      event(MembershipGranted, {
        membershipId,
        organizationId: tenantId,
        roles: ['viewer'],
        email,
        name: 'Ada',
        passwordId: null,
      }),
      event(MembershipRemoved, { membershipId, organizationId: tenantId, reason: 'removed' }),
    ];
    await auth.commands.handle({ ...on, command: {}, decide: () => history });
    await auth.ask(LinkMembership, { membershipId }, { tenantId });
    expect(await auth.get(Accounts).withEmail(email)).toBeUndefined();
  });
});

describe('name and address of a user', () => {
  const SUPER = { actor: { id: randomUUID(), type: 'user', roles: ['super_admin'] } } as const;
  async function shown(tenantId: string, userId: string) {
    await auth.caughtUp();
    const { answer, etag } = await auth.dispatch(GetUser, { userId }, contextOf({ tenantId }));
    return { user: answer as User, etag };
  }

  it('move in every organisation that the person has accepted, with entity tag and search', async () => {
    const [one, other] = [await auth.anOrganization(), await auth.anOrganization()];
    const { userIds, email } = await auth.aMember([one, other]);
    const [userId = '', elsewhere = ''] = userIds;
    const before = await shown(other, elsewhere);
    const changed = { name: 'Countess Lovelace', email: email.replace('example.org', 'example.com') };
    const { revision } = await auth.ask<Created>(ChangeUser, { userId, ...changed }, { tenantId: one, ...SUPER });
    expect((await shown(one, userId)).user).toMatchObject(changed);
    expect(revision).toBe(3);
    const after = await shown(other, elsewhere);
    expect(after.user).toMatchObject(changed);
    expect(after.etag).not.toBe(before.etag);
    expect(after.user.updatedAt > before.user.updatedAt).toBe(true);
    expect((await auth.signIn(changed.email)).user.name).toBe(changed.name);
    await expect(auth.signIn(email)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
  });

  it('are brought by the reactor, when the change was cut off after the account', async () => {
    const tenantId = await auth.anOrganization();
    const { userId, accountId } = await auth.aMember([tenantId]);
    const renamed = event(NameChanged, { accountId, name: 'Countess Lovelace' });
    await auth.append('auth.account', { tenantId: PLATFORM, id: accountId }, [renamed], { expected: 2 });
    await eventually(async () => (await shown(tenantId, userId)).user.name === 'Countess Lovelace');
  });

  it('come with the acceptance, and not before', async () => {
    const tenantId = await auth.anOrganization();
    const { email } = await auth.aMember([]);
    const { id: userId } = await auth.createUser(tenantId, { email, name: 'Typed' });
    await auth.accountOf(tenantId, userId);
    expect((await shown(tenantId, userId)).user.name).toBe('Typed');
    await auth.commands.handle({
      aggregate: members,
      id: tenantId,
      command: { membershipId: userId, by: 'invitation' },
      context: contextOf({ tenantId }),
      decide: acceptMembership,
      answer: () => undefined,
    });
    await eventually(async () => (await shown(tenantId, userId)).user.name === 'Ada');
  });

  it('of one who has accepted are changed by super_admin alone, under the entity tag', async () => {
    const tenantId = await auth.anOrganization();
    const { userId } = await auth.aMember([tenantId]);
    const change = (by: object) => auth.ask(ChangeUser, { userId, name: 'Grace' }, { tenantId, ...by });
    await expect(change({})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(change({ ...SUPER, ifMatch: '0' })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    expect(await change({ ...SUPER, ifMatch: '2' })).toEqual({ id: userId, revision: 3 });
  });

  it('of one who has not accepted: the organisation corrects the name', async () => {
    const tenantId = await auth.anOrganization();
    const { id: userId, revision } = await auth.createUser(tenantId, { name: 'Grcae' });
    await auth.accountOf(tenantId, userId);
    const tagged = { tenantId, ifMatch: String(revision) };
    expect(await auth.ask(ChangeUser, { userId, name: 'Grace' }, tagged)).toEqual({ id: userId, revision: 3 });
    expect((await shown(tenantId, userId)).user).toMatchObject({ name: 'Grace', status: 'pending' });
  });
});

describe('the command that ends access is cut off right after the log', () => {
  async function react(type: string, data: object, tenantId: string): Promise<void> {
    for (const { contract, payload } of accessReactor.react({ type, data } as Recorded)) {
      expect(contractOf(contract).sentBy).toContain('auth');
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
    const fact = { membershipId: userId, organizationId: tenantId };
    await react(MembershipDeactivated.type, fact, tenantId);
    await react(MembershipDeactivated.type, fact, tenantId);
    expect(await member.published()).toEqual({ version: 3, ended: true });
    expect(await member.sessionEnded(refreshToken)).toBe(true);
    await member.reactivate();
    const { refreshToken: since, accessToken } = await auth.signIn(member.email);
    expect(decode(accessToken)).toMatchObject({ membership_since: 4 });
    await react(MembershipRolesSet.type, fact, tenantId);
    await react(MembershipDeactivated.type, fact, tenantId);
    expect(await member.published()).toEqual({ version: 4, ended: false });
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
    const [membershipId, sessionId] = [randomUUID(), randomUUID()];
    await react(MembershipDeactivated.type, { membershipId }, tenantId);
    await react(SessionEnded.type, { sessionId }, tenantId);
    expect(await auth.published('membership', membershipId)).toBeUndefined();
    expect(await auth.published('session', sessionId)).toBeUndefined();
  });
});
