import { randomUUID } from 'node:crypto';
import { AcceptInvitation, type AcceptedInvitation } from '#contracts/auth/accept-invitation';
import { ChangeEmail } from '#contracts/auth/change-email';
import { ChangePassword } from '#contracts/auth/change-password';
import { ConfirmPasswordReset } from '#contracts/auth/confirm-password-reset';
import { EndSessions } from '#contracts/auth/end-sessions';
import { ExpireInvitations } from '#contracts/auth/expire-invitations';
import { GetUser } from '#contracts/auth/get-user';
import { RequestPasswordReset } from '#contracts/auth/request-password-reset';
import { SendInvitation } from '#contracts/auth/send-invitation';
import type { SignedIn } from '#contracts/auth/signed-in';
import { VerifyEmail } from '#contracts/auth/verify-email';
import { WithdrawInvitation } from '#contracts/auth/withdraw-invitation';
import { PLATFORM } from '#contracts/permissions';
import { OrganizationSuspended } from '#contracts/tenancy/organization-events';
import { event } from '#contracts/declare/event';
import { eventually } from '#libs/testing/eventually';
import { administrators } from '../administrators.provider';
import { TestAuth, PASSWORD, contextOf } from '../auth.fixture';
import { passwordSessionsReactor } from '../password-change/password-sessions.reactor';
import { ANONYMOUS, Mailbox, asBearer, claimsOf } from './links.fixture';

const INVITED = 'You are invited to Acme Foods';
const RESET = 'Set a new password';
const CHANGED = 'Your OpsLedger password was changed';
const NEW_ADDRESS = 'Confirm your new e-mail address';
const OWN = 'nine green kettles whistle';
const NEWER = 'ten grey kettles steam on';
const DAY_MS = 86_400_000;

let auth: TestAuth;
let mailbox: Mailbox;
beforeAll(async () => {
  auth = await TestAuth.open();
  mailbox = await Mailbox.of(auth);
});
afterAll(() => auth.close());

const address = () => `${randomUUID().slice(0, 8)}@example.org`;
const later = (milliseconds: number) => ({ now: new Date(Date.now() + milliseconds).toISOString() });
const invalid = { code: 'LINK_INVALID' };

/** A user whom an organisation has made, and the token of their mail. */
async function invited(email = address(), more: { password?: string } = {}) {
  const tenantId = await auth.anOrganization();
  const { id: userId } = await auth.createUser(tenantId, { email, name: 'Typed', ...more });
  const accountId = await auth.accountOf(tenantId, userId);
  const token = await mailbox.token(email, INVITED, mailbox.to(email, INVITED).length || 1);
  return { tenantId, userId, accountId, email, token };
}
const accept = (payload: Partial<AcceptInvitation>, context: object = ANONYMOUS) =>
  auth.ask<AcceptedInvitation>(AcceptInvitation, payload, context);
const signIn = (email: string, password: string) => auth.signIn(email, { password });
const accountHistory = (accountId: string) => auth.history('auth.account', PLATFORM, accountId);

describe('an invitation', () => {
  it('gives a new account to its person: password, name and a session, once', async () => {
    const { tenantId, userId, email, token } = await invited();
    expect(await mailbox.last(email, INVITED)).toContain('https://ops.example.com/invitations/accept#token=');
    const answer = await accept({ token, password: OWN, name: 'Ada' });
    expect(answer).toMatchObject({ organizationId: tenantId, userId, user: { id: userId, name: 'Ada', email } });
    expect(claimsOf(answer)).toMatchObject({ org: tenantId, mid: userId });
    expect(claimsOf(answer).bound).toBeUndefined();
    expect((await auth.refresh(answer.refreshToken ?? '')).user.id).toBe(userId);
    expect((await signIn(email, OWN)).user.organizationId).toBe(tenantId);
    await expect(accept({ token, password: NEWER })).rejects.toMatchObject(invalid);
    await expect(signIn(email, NEWER)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
  });

  it('goes out beside a password of the organisation, which dies when it is accepted', async () => {
    const { email, token } = await invited(address(), { password: PASSWORD });
    const bound = await auth.signIn(email);
    await accept({ token, password: OWN });
    await expect(auth.signIn(email)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    await expect(auth.refresh(bound.refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect((await signIn(email, OWN)).user.name).toBe('Typed');
  });

  it('needs a password for a new account, and one that is not easily guessed; the link stays good', async () => {
    const { email, token } = await invited();
    const refused = { code: 'VALIDATION_FAILED', fields: [{ pointer: '/password' }] };
    await expect(accept({ token })).rejects.toMatchObject(refused);
    await expect(accept({ token, password: `${email} 1` })).rejects.toMatchObject(refused);
    expect((await accept({ token, password: OWN })).user?.email).toBe(email);
  });

  it('changes nothing of an account that is somebody’s, and is accepted by its session alone', async () => {
    const { email, accountId } = await auth.aMember([]);
    const { tenantId, userId, token } = await invited(email, { password: NEWER });
    const before = await accountHistory(accountId);
    const mine = await auth.signIn(email, {});
    const attempt = { token, password: OWN, name: 'Mallory' };
    await expect(accept(attempt)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const bound = await signIn(email, NEWER);
    await expect(accept(attempt, asBearer(bound))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const stranger = await auth.signIn((await auth.aMember([])).email);
    await expect(accept(attempt, asBearer(stranger))).rejects.toMatchObject(invalid);
    expect(await accept(attempt, asBearer(mine))).toEqual({ organizationId: tenantId, userId });
    expect(await accountHistory(accountId)).toEqual(before);
    expect((await auth.signIn(email, { organizationId: tenantId })).user).toMatchObject({ id: userId, name: 'Ada' });
    await expect(signIn(email, OWN)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    await expect(signIn(email, NEWER)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    await expect(auth.refresh(bound.refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    await expect(accept({ token }, asBearer(mine))).rejects.toMatchObject(invalid);
  });

  it('gives the account to one of several who use it at once', async () => {
    const { email, token } = await invited();
    const passwords = [OWN, NEWER, PASSWORD];
    const outcomes = await Promise.allSettled(passwords.map((password) => accept({ token, password })));
    const won = outcomes.flatMap(({ status }, index) => (status === 'fulfilled' ? [passwords[index] ?? ''] : []));
    expect(won).toHaveLength(1);
    for (const password of passwords) {
      const signedIn = await signIn(email, password).then(
        () => true,
        () => false,
      );
      expect([password, signedIn]).toEqual([password, won.includes(password)]);
    }
  });

  it('is good in its newest mail alone, for seven days, and not once it is withdrawn', async () => {
    const { tenantId, userId, email, token: older } = await invited();
    await auth.ask(SendInvitation, { invitedUserId: userId }, { tenantId });
    const token = await mailbox.token(email, INVITED, 2);
    const password = OWN;
    await expect(accept({ token: older, password })).rejects.toMatchObject(invalid);
    const late = { ...ANONYMOUS, ...later(7 * DAY_MS) };
    await expect(accept({ token, password }, late)).rejects.toMatchObject(invalid);
    await auth.ask(WithdrawInvitation, { invitedUserId: userId }, { tenantId });
    await expect(accept({ token, password })).rejects.toMatchObject(invalid);
    await auth.caughtUp();
    await expect(auth.ask(GetUser, { userId }, { tenantId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is not accepted in a suspended organisation, and is good again afterwards', async () => {
    const { tenantId, token } = await invited();
    await auth.tenancyRecords(tenantId, event(OrganizationSuspended, { organizationId: tenantId, reason: null }), 0);
    await expect(accept({ token, password: OWN })).rejects.toMatchObject({ code: 'ORGANIZATION_SUSPENDED' });
  });

  it('that nobody accepted in time ends the membership', async () => {
    const { tenantId, userId } = await invited();
    expect(await auth.ask(ExpireInvitations, {}, { tenantId })).toEqual({ invitations: 0 });
    const due = { tenantId, ...later(7 * DAY_MS) };
    expect(await auth.ask(ExpireInvitations, {}, due)).toEqual({ invitations: 1 });
    expect(await auth.published('membership', userId)).toMatchObject({ ended: true });
    const trail = await auth.recorded('auth.members', { tenantId, id: tenantId });
    expect(trail.at(-1)).toMatchObject({ type: 'MembershipRemoved', data: { reason: 'expired' } });
  });
});

describe('a password reset', () => {
  const ask = (email: string) => auth.ask(RequestPasswordReset, { email }, ANONYMOUS);
  const confirm = (token: string, password: string, context: object = ANONYMOUS) =>
    auth.ask(ConfirmPasswordReset, { token, password }, context);

  it('sets the password, ends all sessions and gives none, once', async () => {
    const { accountId, email } = await auth.aMember([await auth.anOrganization()]);
    const sessions = [await auth.signIn(email), await auth.signIn(email)];
    await ask(email.toUpperCase());
    const token = await mailbox.token(email, RESET);
    await expect(confirm(token, `${email} 1`)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await confirm(token, OWN)).toEqual({});
    for (const { refreshToken, accessToken } of sessions) {
      const { sid } = claimsOf({ accessToken });
      expect(await auth.published('session', sid)).toMatchObject({ ended: true });
      await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    }
    expect(await auth.published('account', accountId)).toBeDefined();
    await expect(auth.signIn(email)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect((await signIn(email, OWN)).user.email).toBe(email);
    await expect(confirm(token, NEWER)).rejects.toMatchObject(invalid);
    await mailbox.last(email, CHANGED);
  });

  it('makes an account that was only invited its person’s, and voids what the organisation set', async () => {
    const { email, token: invitation } = await invited(address(), { password: PASSWORD });
    await ask(email);
    await confirm(await mailbox.token(email, RESET), OWN);
    await expect(auth.signIn(email)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    const own = await signIn(email, OWN);
    await expect(accept({ token: invitation, password: NEWER })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await accept({ token: invitation }, asBearer(own))).not.toHaveProperty('accessToken');
  });

  it('opens an account that failures have locked', async () => {
    const { email } = await auth.aMember([]);
    for (let time = 0; time < 5; time++) {
      await expect(signIn(email, 'not the password')).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    }
    await expect(auth.signIn(email)).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED' });
    await ask(email);
    await confirm(await mailbox.token(email, RESET), OWN);
    expect((await signIn(email, OWN)).user.email).toBe(email);
  });

  it('refuses every other link in the same way', async () => {
    const { email } = await auth.aMember([]);
    await ask(email);
    const older = await mailbox.token(email, RESET);
    await ask(email);
    const token = await mailbox.token(email, RESET, 2);
    const { token: foreign } = await invited();
    const forged = `${token.slice(0, -4)}${token.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
    const refusals = [];
    for (const [wrong, context] of [
      [older, ANONYMOUS],
      [foreign, ANONYMOUS],
      [forged, ANONYMOUS],
      [`${token}=`, ANONYMOUS],
      ['nothing', ANONYMOUS],
      [token, { ...ANONYMOUS, ...later(3_600_000) }],
    ] as const) {
      refusals.push(await confirm(wrong, OWN, context).catch((error: unknown) => error));
    }
    for (const refusal of refusals) expect(refusal).toEqual(refusals[0]);
    expect(refusals[0]).toMatchObject(invalid);
    expect(await confirm(token, OWN)).toEqual({});
  });

  it('answers alike for an address that nobody has, and records and mails nothing', async () => {
    const { email } = await auth.aMember([]);
    const nobody = address();
    expect([await ask(nobody), await ask(email)]).toEqual([{}, {}]);
    // Requests are looked at in turn: by then the first has been.
    await mailbox.last(email, RESET);
    const asked = await auth.recordedOf('PasswordResetRequested');
    expect(asked.at(-1)?.data).not.toHaveProperty('email');
    expect(mailbox.to(nobody)).toEqual([]);
  });

  it('ends the sessions by the reactor, where it was cut off after the password', async () => {
    const { accountId, email } = await auth.aMember([await auth.anOrganization()]);
    const { refreshToken } = await auth.signIn(email);
    const at = new Date(Date.now() + 60_000).toISOString();
    const fact = { type: 'PasswordSet', data: { accountId, by: 'reset' } };
    const recorded = { ...fact, metadata: { commandId: randomUUID() }, recordedAt: at };
    for (const { contract, payload } of passwordSessionsReactor.react(recorded as never)) {
      expect(contract).toBe(EndSessions);
      expect(await auth.ask(contract, payload)).toEqual({ sessions: 1 });
      expect(await auth.ask(contract, payload)).toEqual({ sessions: 0 });
    }
    await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    const invitation = { ...recorded, data: { accountId, by: 'invitation' } };
    expect(passwordSessionsReactor.react(invitation as never)).toEqual([]);
  });
});

describe('changing the password', () => {
  const change = (by: Pick<SignedIn, 'accessToken'>, current: string, password: string) =>
    auth.ask<SignedIn>(ChangePassword, { current, password }, asBearer(by));

  it('goes on under a new session, and ends all others', async () => {
    const tenantId = await auth.anOrganization();
    const { email } = await auth.aMember([tenantId]);
    const [mine, other] = [await auth.signIn(email), await auth.signIn(email)];
    const answer = await change(mine, PASSWORD, OWN);
    expect(claimsOf(answer).sid).not.toBe(claimsOf(mine).sid);
    expect(answer.user).toEqual(mine.user);
    for (const { refreshToken } of [mine, other]) {
      await expect(auth.refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    }
    expect((await auth.refresh(answer.refreshToken)).user.organizationId).toBe(tenantId);
    await expect(auth.signIn(email)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    await mailbox.last(email, CHANGED);
  });

  it('needs the present one, and another; five wrong ones lock like those of a sign-in', async () => {
    const { email } = await auth.aMember([]);
    const mine = await auth.signIn(email);
    await expect(change(mine, PASSWORD, PASSWORD)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    for (let time = 0; time < 5; time++) {
      await expect(change(mine, 'not the password', OWN)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    }
    await expect(change(mine, PASSWORD, OWN)).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED' });
  });

  it('by a session of an organisation’s password changes that one alone', async () => {
    const { email, accountId } = await auth.aMember([]);
    const { tenantId, userId } = await invited(email, { password: NEWER });
    const own = await auth.signIn(email);
    const [bound, other] = [await signIn(email, NEWER), await signIn(email, NEWER)];
    const before = await accountHistory(accountId);
    const answer = await change(bound, NEWER, OWN);
    expect(claimsOf(answer)).toMatchObject({ org: tenantId, mid: userId, bound: true });
    expect(await accountHistory(accountId)).toEqual(before);
    await expect(signIn(email, NEWER)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    await expect(auth.refresh(other.refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(claimsOf(await signIn(email, OWN))).toMatchObject({ bound: true });
    expect((await auth.refresh(own.refreshToken)).user.organizationId).toBeNull();
  });

  it('frees a session whose password was made up for the person', async () => {
    const email = address();
    const made = { email, name: 'Root', password: PASSWORD, madeUp: true };
    await administrators.create(auth.parts, made, contextOf());
    const mine = await auth.signIn(email);
    expect(claimsOf(mine)).toMatchObject({ must_change_password: true });
    expect(claimsOf(await auth.refresh(mine.refreshToken))).toMatchObject({ must_change_password: true });
    expect(claimsOf(await change(mine, PASSWORD, OWN))).not.toHaveProperty('must_change_password');
    expect(claimsOf(await signIn(email, OWN))).not.toHaveProperty('must_change_password');
  });
});

describe('an e-mail address', () => {
  const verify = (payload: object, context: object = ANONYMOUS) => auth.ask(VerifyEmail, payload, context);
  const change = (by: Pick<SignedIn, 'accessToken'>, email: string) => auth.ask(ChangeEmail, { email }, asBearer(by));

  it('is proven by the link that its owner asks for, once', async () => {
    const { accountId, email } = await auth.aMember([]);
    await expect(verify({})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await verify({}, asBearer(await auth.signIn(email)));
    const token = await mailbox.token(email, 'Confirm your e-mail address');
    expect(await verify({ token })).toEqual({});
    expect((await accountHistory(accountId)).at(-1)).toBe('AddressProven');
    await expect(verify({ token })).rejects.toMatchObject(invalid);
  });

  it('changes when the new one confirms, and not before; both are told', async () => {
    const { email } = await auth.aMember([await auth.anOrganization()]);
    const [mine, fresh] = [await auth.signIn(email), address()];
    expect(await change(mine, fresh)).toEqual({});
    const token = await mailbox.token(fresh, NEW_ADDRESS);
    await mailbox.last(email, 'Another e-mail address');
    await expect(auth.signIn(fresh)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    await verify({ token });
    expect((await auth.signIn(fresh)).user.email).toBe(fresh);
    await expect(auth.signIn(email)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    await mailbox.last(fresh, 'Your OpsLedger e-mail address was changed');
    await expect(verify({ token })).rejects.toMatchObject(invalid);
  });

  it('that another account has answers alike, and the mail tells its owner', async () => {
    const [one, other] = [await auth.aMember([]), await auth.aMember([])];
    const mine = await auth.signIn(one.email);
    expect(await change(mine, other.email.toUpperCase())).toEqual({});
    const text = await mailbox.last(other.email, 'Your e-mail address is in use');
    expect(text).not.toContain('token=');
    expect(text).not.toContain(one.email);
    expect(mailbox.to(other.email.toUpperCase())).toEqual([]);
  });

  it('that was taken before it was confirmed is refused like any other link', async () => {
    const [{ email }, fresh] = [await auth.aMember([]), address()];
    await change(await auth.signIn(email), fresh);
    const token = await mailbox.token(fresh, NEW_ADDRESS);
    await invited(fresh);
    await expect(verify({ token })).rejects.toMatchObject(invalid);
    expect((await auth.signIn(email)).user.email).toBe(email);
  });

  it('is neither changed nor verified by a session of an organisation’s password', async () => {
    const { email } = await invited(address(), { password: PASSWORD });
    const bound = await auth.signIn(email);
    await expect(change(bound, address())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(verify({}, asBearer(bound))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

it('no token of a link is in the outbox or in the log', async () => {
  const { token } = await invited();
  await eventually(() => auth.faults.length === 0);
  const mac = token.slice(-20);
  const outbox = await (await auth.enginePool([])).query('SELECT mail_outbox::text AS row FROM engine.mail_outbox');
  expect(outbox.rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(outbox.rows)).not.toContain(mac);
  for await (const each of auth.log.readAll()) expect(JSON.stringify(each)).not.toContain(mac);
});
