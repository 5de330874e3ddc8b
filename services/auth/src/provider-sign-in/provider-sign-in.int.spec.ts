import { randomUUID } from 'node:crypto';
import { AcceptByProvider } from '#contracts/auth/accept-by-provider';
import { AcceptInvitation } from '#contracts/auth/accept-invitation';
import { ChangeEmail } from '#contracts/auth/change-email';
import { ChangePassword } from '#contracts/auth/change-password';
import { DeactivateUser } from '#contracts/auth/deactivate-user';
import { LinkIdentity } from '#contracts/auth/link-identity';
import { Logout } from '#contracts/auth/logout';
import { Me } from '#contracts/auth/me';
import { PlatformRolesSet } from '#contracts/auth/account-events';
import { RemoveIdentityProvider } from '#contracts/auth/remove-identity-provider';
import { RemoveUser } from '#contracts/auth/remove-user';
import { SetIdentityProvider } from '#contracts/auth/set-identity-provider';
import type { SignedIn } from '#contracts/auth/signed-in';
import { UnlinkIdentity } from '#contracts/auth/unlink-identity';
import { event } from '#contracts/declare/event';
import { PLATFORM } from '#contracts/permissions';
import { OrganizationSuspended } from '#contracts/tenancy/organization-events';
import { TestIdentityProvider } from '#libs/testing/identity-provider';
import { PASSWORD, TestAuth } from '../auth.fixture';
import { ANONYMOUS, Mailbox, asBearer, claimsOf } from '../links/links.fixture';
import { LinkTokens } from '../links/link-tokens.store';
import { aLinkedMember, anOrganizationWith, REDIRECT_URI, TestBrowser } from './provider-sign-in.fixture';

let auth: TestAuth;
const started: TestIdentityProvider[] = [];
async function aProvider(): Promise<TestIdentityProvider> {
  const provider = await TestIdentityProvider.start(REDIRECT_URI);
  started.push(provider);
  return provider;
}
let provider: TestIdentityProvider;
let other: TestIdentityProvider;
let acme: string;
beforeAll(async () => {
  [auth, provider, other] = await Promise.all([TestAuth.open(), aProvider(), aProvider()]);
  acme = await anOrganizationWith(auth, provider);
});
afterAll(async () => {
  await Promise.all(started.map((each) => each.stop()));
  await auth.close();
});

const browserAt = (of = provider) => new TestBrowser(auth, of);
const linked = (organizationId = acme) => aLinkedMember(auth, provider, organizationId);
const invalid = { code: 'SIGN_IN_INVALID' };
const startOf = async (signedIn: SignedIn) => {
  const { org = '', sid } = claimsOf(signedIn);
  return (await auth.recorded('auth.session', { tenantId: org, id: sid }))[0]?.data;
};
const expectOver = (signedIn: SignedIn) =>
  expect(auth.refresh(signedIn.refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });

describe('signing in with a provider', () => {
  it('opens a session in the one organisation, without platform roles, that goes on when it is refreshed', async () => {
    const { sub, userId, accountId, browser } = await linked();
    const account = { tenantId: PLATFORM, id: accountId };
    const { length } = await auth.recorded('auth.account', account);
    const roles = event(PlatformRolesSet, { accountId, roles: ['super_admin'] });
    await auth.append('auth.account', account, [roles], { expected: length - 1 });
    const signedIn = await browser.signIn(acme, { sub });
    expect(signedIn.user).toMatchObject({ id: userId, organizationId: acme });
    expect(claimsOf(signedIn)).toMatchObject({ org: acme, mid: userId, bound: true, platform_roles: [] });
    expect(await startOf(signedIn)).toMatchObject({ method: 'provider', membershipId: userId, factors: [] });
    const refreshed = await auth.refresh(signedIn.refreshToken);
    expect(claimsOf(refreshed)).toMatchObject({ bound: true, platform_roles: [] });
    await auth.caughtUp();
    expect(await auth.ask(Me, {}, asBearer(refreshed))).toMatchObject({ organizations: [{ id: acme }] });
  });

  it('from a browser that is new is recorded, for the mail to the person, and from there again is not', async () => {
    const { sub, accountId, browser } = await linked();
    const from = { userAgent: 'Firefox', ip: '203.0.113.7' };
    for (let time = 0; time < 2; time++) {
      await browser.redeem(await browser.finish(await browser.begin(acme), { sub }), from);
    }
    const events = await auth.recorded('auth.account', { tenantId: PLATFORM, id: accountId });
    expect(events.filter(({ type }) => type === 'NewDeviceSignedIn')).toHaveLength(1);
  });

  it('lets two tabs of a browser sign in at once', async () => {
    const { sub, browser } = await linked();
    const [one, two] = [await browser.begin(acme), await browser.begin(acme)];
    const [answerOfTwo, answerOfOne] = [await browser.answerFor(two, { sub }), await browser.answerFor(one, { sub })];
    expect(await browser.callback(answerOfOne)).toContain('#code=');
    expect(await browser.callback(answerOfTwo)).toContain('#code=');
  });

  it('does nothing that is grave for the account', async () => {
    const { sub, browser } = await linked();
    const signedIn = await browser.signIn(acme, { sub });
    const passwords = { current: PASSWORD, password: 'ten grey kettles steam on' };
    for (const [contract, payload] of [
      [ChangePassword, passwords],
      [ChangeEmail, { email: 'another@example.org', password: PASSWORD }],
      [LinkIdentity, {}],
      [UnlinkIdentity, {}],
    ] as const) {
      const attempt = auth.ask(contract, payload, asBearer(signedIn));
      await expect(attempt).rejects.toMatchObject({ code: expect.stringMatching(/^(FORBIDDEN|STEP_UP_REQUIRED)$/) });
    }
  });

  it.each([
    ['does not count', {}, ['pwd', 'otp'], []],
    ['counts', { amrAsSecondFactor: true }, ['pwd', 'otp'], ['provider']],
    ['counts, and tells of one factor', { amrAsSecondFactor: true }, ['pwd'], []],
  ] as const)('records a second factor where the amr of the provider %s', async (_, settings, amr, factors) => {
    const organizationId = await anOrganizationWith(auth, provider, settings);
    const { sub, browser } = await linked(organizationId);
    expect(await startOf(await browser.signIn(organizationId, { sub, amr }))).toMatchObject({ factors });
  });
});

describe('a sign-in is refused', () => {
  it('for a person whom nobody has linked, although the provider asserts the address of a member', async () => {
    const { email } = await auth.aMember([acme]);
    const browser = browserAt();
    const attempt = browser.finish(await browser.begin(acme), { sub: email.replace('@example.org', '') });
    await expect(attempt).rejects.toMatchObject({ code: 'IDENTITY_UNKNOWN', kind: 'forbidden' });
  });

  it('in another browser and in none, and is good in its own, once', async () => {
    const { sub, browser } = await linked();
    const answer = await browser.answerFor(await browser.begin(acme), { sub });
    const stranger = browserAt();
    await expect(stranger.callback(answer)).rejects.toMatchObject(invalid);
    await stranger.begin(acme);
    await expect(stranger.callback(answer)).rejects.toMatchObject(invalid);
    const page = await browser.callback(answer);
    await expect(browser.callback(answer)).rejects.toMatchObject(invalid);
    await expect(stranger.redeem(page)).rejects.toMatchObject(invalid);
    expect((await browser.redeem(page)).user.organizationId).toBe(acme);
    await expect(browser.redeem(page)).rejects.toMatchObject(invalid);
  });

  it('when its time is over, for the callback and for the code', async () => {
    const { sub, browser } = await linked();
    const answer = await browser.answerFor(await browser.begin(acme), { sub });
    await auth.database.query(`UPDATE auth.provider_flow SET expires_at = now()`);
    await expect(browser.callback(answer)).rejects.toMatchObject(invalid);
    const page = await browser.finish(await browser.begin(acme), { sub });
    await auth.database.query(`UPDATE auth.provider_code SET expires_at = now()`);
    await expect(browser.redeem(page)).rejects.toMatchObject(invalid);
  });

  it('with the answer of another provider, whatever issuer the callback names', async () => {
    const { sub, browser } = await linked();
    const theirs = await anOrganizationWith(auth, other);
    const foreign = async () => {
      const stranger = browserAt(other);
      return new URLSearchParams(await stranger.answerFor(await stranger.begin(theirs), { sub }));
    };
    for (const iss of [other.issuer, provider.issuer, undefined]) {
      const mine = new URLSearchParams(new URL(await browser.begin(acme)).search);
      const answer = await foreign();
      answer.set('state', mine.get('state') ?? '');
      if (iss === undefined) answer.delete('iss');
      else answer.set('iss', iss);
      await expect(browser.callback(answer.toString())).rejects.toMatchObject({ code: 'PROVIDER_REFUSED' });
    }
  });

  it('with a code that was asked for with another nonce or another PKCE challenge', async () => {
    const { sub, browser } = await linked();
    for (const parameter of ['nonce', 'code_challenge']) {
      const address = new URL(await browser.begin(acme));
      address.searchParams.set(parameter, 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
      await expect(browser.finish(address.href, { sub })).rejects.toMatchObject({ code: 'PROVIDER_REFUSED' });
    }
  });

  it('when the person refuses at the provider, without repeating what that says', async () => {
    const browser = browserAt();
    const attempt = browser.finish(await browser.begin(acme), { sub: 'nobody', refuses: true });
    await expect(attempt).rejects.toMatchObject({
      code: 'PROVIDER_REFUSED',
      message: expect.not.stringContaining('text of the provider'),
    });
  });

  it('for a deactivated member, and for one who was removed', async () => {
    const { sub, browser, userId } = await linked();
    const signedIn = await browser.signIn(acme, { sub });
    await auth.ask(DeactivateUser, { userId }, { tenantId: acme });
    await expectOver(signedIn);
    const again = async () => browser.finish(await browser.begin(acme), { sub });
    await expect(again()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await auth.ask(RemoveUser, { userId }, { tenantId: acme });
    await expect(again()).rejects.toMatchObject({ code: 'IDENTITY_UNKNOWN' });
  });

  it('in a suspended organisation, whose sessions by it are over', async () => {
    const organizationId = await anOrganizationWith(auth, provider);
    const { sub, browser } = await linked(organizationId);
    const signedIn = await browser.signIn(organizationId, { sub });
    const page = await browser.finish(await browser.begin(organizationId), { sub });
    await auth.tenancyRecords(organizationId, event(OrganizationSuspended, { organizationId, reason: null }), 0);
    await expect(browser.redeem(page)).rejects.toMatchObject({ code: 'ORGANIZATION_SUSPENDED' });
    const attempt = browser.finish(await browser.begin(organizationId), { sub });
    await expect(attempt).rejects.toMatchObject({ code: 'ORGANIZATION_SUSPENDED' });
    await expectOver(signedIn);
  });

  it('for an organisation without a provider, as for one that is not there', async () => {
    for (const organization of [await auth.anOrganization(), randomUUID(), 'no-such-organisation']) {
      await expect(browserAt().begin(organization)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it('once the provider has other settings', async () => {
    const organizationId = await anOrganizationWith(auth, provider);
    const { sub, browser } = await linked(organizationId);
    const answer = await browser.answerFor(await browser.begin(organizationId), { sub });
    const change = { organizationId, ...provider.settings, scopes: ['profile'] };
    await auth.ask(SetIdentityProvider, change, { tenantId: organizationId });
    await expect(browser.callback(answer)).rejects.toMatchObject(invalid);
  });
});

describe('a provider', () => {
  it('that is down is no fault of the request, and passwords still work', async () => {
    const failing = await aProvider();
    const organizationId = await anOrganizationWith(auth, failing);
    const { sub, browser, email } = await aLinkedMember(auth, failing, organizationId);
    const answer = await browser.answerFor(await browser.begin(organizationId), { sub });
    await failing.stop();
    const down = { code: 'PROVIDER_UNAVAILABLE', kind: 'unavailable', details: { retryAfter: 30 } };
    await expect(browser.callback(answer)).rejects.toMatchObject(down);
    const unknown = await anOrganizationWith(auth, failing);
    await expect(browser.begin(unknown)).rejects.toMatchObject(down);
    expect((await auth.signIn(email)).user.organizationId).toBe(organizationId);
  });

  it('whose ID token has another signature is refused', async () => {
    const lying = await aProvider();
    const organizationId = await anOrganizationWith(auth, lying);
    const { sub, browser } = await aLinkedMember(auth, lying, organizationId);
    const attempt = async () => browser.finish(await browser.begin(organizationId), { sub });
    lying.lie('signature');
    await expect(attempt()).rejects.toMatchObject({ code: 'PROVIDER_REFUSED' });
    lying.lie('size');
    await expect(attempt()).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  });

  it('that answers at another address than its issuer is not used', async () => {
    const { port } = new URL(provider.issuer);
    const elsewhere = await anOrganizationWith(auth, provider, { issuer: `http://localhost:${port}` });
    await expect(browserAt().begin(elsewhere)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  });
});

describe('linking an identity', () => {
  it('is told to the person, and keeps the name at the provider encrypted', async () => {
    const mailbox = await Mailbox.of(auth);
    const { sub, email, userId } = await linked();
    await mailbox.last(email, 'A new way to sign in');
    const facts = await auth.recorded('auth.members', { tenantId: acme, id: acme });
    const fact = facts.find(({ type, data }) => type === 'IdentityLinked' && (data as { sub: string }).sub === sub);
    expect(fact?.data).toMatchObject({ membershipId: userId, issuer: provider.issuer });
    for await (const { data } of auth.log.readAll()) expect(data).not.toContain(sub);
  });

  it('needs a session of the person that goes on', async () => {
    const { email } = await auth.aMember([acme]);
    const [mine, browser] = [await auth.signIn(email), browserAt()];
    const answer = await browser.answerFor(await browser.step(LinkIdentity, {}, asBearer(mine)), { sub: randomUUID() });
    await auth.ask(Logout, { refreshToken: mine.refreshToken }, ANONYMOUS);
    await expect(browser.callback(answer)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  });

  it('of somebody else in the organisation is refused, and replaces one’s own, with its sessions', async () => {
    const [one, two] = [await linked(), await linked()];
    await expect(one.browser.link(one.mine, { sub: two.sub })).rejects.toMatchObject({ code: 'CONFLICT' });
    const signedIn = await one.browser.signIn(acme, { sub: one.sub });
    await one.browser.link(one.mine, { sub: `new-${one.sub}` });
    await expectOver(signedIn);
    const former = async () => one.browser.finish(await one.browser.begin(acme), { sub: one.sub });
    await expect(former()).rejects.toMatchObject({ code: 'IDENTITY_UNKNOWN' });
    expect((await one.browser.signIn(acme, { sub: `new-${one.sub}` })).user.id).toBe(one.userId);
  });

  it('is of one organisation: another one with the same provider does not know the person', async () => {
    const { sub, browser, email } = await linked();
    const second = await anOrganizationWith(auth, provider);
    await auth.joined(second, email, ['viewer']);
    const attempt = browser.finish(await browser.begin(second), { sub });
    await expect(attempt).rejects.toMatchObject({ code: 'IDENTITY_UNKNOWN' });
  });

  it('ends when the person unlinks it, with the sessions by it', async () => {
    const { sub, browser, mine } = await linked();
    const signedIn = await browser.signIn(acme, { sub });
    await auth.ask(UnlinkIdentity, {}, asBearer(mine));
    await expectOver(signedIn);
    expect((await auth.refresh(mine.refreshToken)).user.organizationId).toBe(acme);
    await expect(auth.ask(UnlinkIdentity, {}, asBearer(mine))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const attempt = browser.finish(await browser.begin(acme), { sub });
    await expect(attempt).rejects.toMatchObject({ code: 'IDENTITY_UNKNOWN' });
  });
});

describe('an invitation', () => {
  async function invited(email = `${randomUUID().slice(0, 8)}@example.org`, more: { password?: string } = {}) {
    const { id: userId } = await auth.createUser(acme, { email, ...more });
    const accountId = await auth.accountOf(acme, userId);
    const facts = await auth.recorded('auth.members', { tenantId: acme, id: acme });
    const sent = facts.findLast(
      ({ type, data }) => type === 'InvitationSent' && (data as { membershipId: string }).membershipId === userId,
    );
    const { invitationId: id = '' } = (sent?.data ?? {}) as { invitationId?: string };
    const token = await auth.get(LinkTokens).tokenOf('invitation', { streamId: acme, id });
    return { userId, accountId, email, token };
  }

  it('is accepted with the identity of a person without an account, who is signed in by it, once', async () => {
    const { userId, accountId, email, token } = await invited(undefined, { password: PASSWORD });
    const [browser, sub] = [browserAt(), randomUUID()];
    const [first, second] = [
      await browser.step(AcceptByProvider, { token }),
      await browser.step(AcceptByProvider, { token }),
    ];
    const signedIn = await browser.redeem(await browser.finish(first, { sub }));
    expect(claimsOf(signedIn)).toMatchObject({ org: acme, mid: userId, bound: true });
    await expect(browser.finish(second, { sub: randomUUID() })).rejects.toMatchObject({ code: 'LINK_INVALID' });
    await expect(browser.step(AcceptByProvider, { token })).rejects.toMatchObject({ code: 'LINK_INVALID' });
    await expect(auth.signIn(email)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect(await auth.history('auth.account', PLATFORM, accountId)).toContain('AddressProven');
    expect((await browser.signIn(acme, { sub })).user.id).toBe(userId);
  });

  it('of an account that is somebody’s is accepted by its own session alone', async () => {
    const { email } = await auth.aMember([]);
    const { userId, token } = await invited(email);
    const [browser, sub] = [browserAt(), randomUUID()];
    await expect(browser.step(AcceptByProvider, { token })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const stranger = await auth.signIn((await auth.aMember([])).email);
    const foreign = browser.step(AcceptByProvider, { token }, asBearer(stranger));
    await expect(foreign).rejects.toMatchObject({ code: 'LINK_INVALID' });
    const mine = await auth.signIn(email);
    const address = await browser.step(AcceptByProvider, { token }, asBearer(mine));
    const signedIn = await browser.redeem(await browser.finish(address, { sub }));
    expect(signedIn.user).toMatchObject({ id: userId, organizationId: acme });
  });

  it('is void for a stranger once the person has made the account theirs meanwhile', async () => {
    const { token } = await invited();
    const browser = browserAt();
    const answer = await browser.answerFor(await browser.step(AcceptByProvider, { token }), { sub: randomUUID() });
    await auth.ask(AcceptInvitation, { token, password: 'nine green kettles whistle' }, ANONYMOUS);
    await expect(browser.callback(answer)).rejects.toMatchObject({ code: 'LINK_INVALID' });
  });

  it('stays open when the identity is another user’s', async () => {
    const [{ sub }, { token }] = [await linked(), await invited()];
    const browser = browserAt();
    const taken = browser.finish(await browser.step(AcceptByProvider, { token }), { sub });
    await expect(taken).rejects.toMatchObject({ code: 'CONFLICT' });
    const page = await browser.finish(await browser.step(AcceptByProvider, { token }), { sub: randomUUID() });
    expect(page).toContain('/sign-in#code=');
  });
});

describe('the sessions by a provider', () => {
  it.each([
    ['removed', (organizationId: string) => [RemoveIdentityProvider, { organizationId }] as const],
    ['replaced', (organizationId: string) => [SetIdentityProvider, { organizationId, ...other.settings }] as const],
  ])('end when it is %s', async (_, change) => {
    const organizationId = await anOrganizationWith(auth, provider);
    const { sub, browser, mine } = await linked(organizationId);
    const signedIn = await browser.signIn(organizationId, { sub });
    const [contract, payload] = change(organizationId);
    await auth.ask(contract, payload, { tenantId: organizationId });
    expect(await auth.published('session', claimsOf(signedIn).sid)).toMatchObject({ ended: true });
    await expectOver(signedIn);
    expect((await auth.refresh(mine.refreshToken)).user.organizationId).toBe(organizationId);
  });

  it('end at their next refresh, when the command was cut off before it ended them', async () => {
    const organizationId = await anOrganizationWith(auth, provider);
    const { sub, browser } = await linked(organizationId);
    const signedIn = await browser.signIn(organizationId, { sub });
    const stream = { tenantId: organizationId, id: organizationId };
    const removed = { type: 'IdentityProviderRemoved', data: { organizationId, issuer: provider.issuer } };
    await auth.append('auth.identity_provider', stream, [removed], { expected: 0 });
    await expectOver(signedIn);
  });
});
