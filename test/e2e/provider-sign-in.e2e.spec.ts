import { eventually } from '#libs/testing/eventually';
import { TestIdentityProvider } from '#libs/testing/identity-provider';
import { organizationOn, type TestOrganization } from '#libs/testing/organization';
import { sharedPlatform } from '#libs/testing/shared-platform';
import { steppedUp } from '#libs/testing/stepped-up';

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly pointer: string }[];
}

const opsledger = sharedPlatform();
/** The shared platform has no `PUBLIC_URL`, and learns its port too late: its browser knows better. */
const BASE = 'http://127.0.0.1:0';
let organization: TestOrganization;
let provider: TestIdentityProvider;
beforeAll(async () => {
  provider = await TestIdentityProvider.start(`${BASE}/api/v1/auth/oidc/callback`);
  organization = await organizationOn(opsledger);
  await steppedUp(organization.admin, await opsledger.databaseUrl());
});
afterAll(() => provider.stop());

const steps = (address: string, more: RequestInit = {}) =>
  fetch(new URL(address, opsledger.url), { redirect: 'manual', ...more });
const cookieOf = (answer: { readonly headers: Headers }) => answer.headers.get('set-cookie') ?? '';

async function invitedBy(email: string): Promise<string> {
  await organization.admin.post('users', { email, name: 'Grace', roles: ['viewer'] });
  const mails = await eventually(async () => {
    const found = await opsledger.mailsTo(email);
    expect(found).toHaveLength(1);
    return found;
  });
  const [text = ''] = mails;
  return /#token=([\w-]+)/.exec(text.replaceAll('=\r\n', '').replaceAll('=3D', '='))?.[1] ?? '';
}

it('signs an invited person in through their browser, from the mail on, and again by the slug', async () => {
  const path = `organizations/${organization.id}/identity-provider`;
  expect((await organization.admin.put(path, provider.settings)).status).toBe(200);
  const shown = await organization.admin.get<Record<string, unknown>>(path);
  expect(shown.body).toMatchObject({ issuer: provider.issuer, redirectUri: `${BASE}/api/v1/auth/oidc/callback` });
  expect(JSON.stringify(shown.body)).not.toContain(provider.clientSecret);

  const token = await invitedBy(`grace@${organization.slug}.test`);
  const begun = await opsledger.http.post<{ location: string; browser?: string }>('auth/oidc/invitation', { token });
  expect([begun.status, begun.body.browser]).toEqual([200, undefined]);
  expect(cookieOf(begun)).toMatch(/^opsledger-browser=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/);
  const [cookie = ''] = cookieOf(begun).split(';');
  const signedInBy = async (callback: URL) => {
    const at = `${callback.pathname}${callback.search}`;
    const head = await steps(at, { method: 'HEAD', headers: { cookie } });
    expect([404, 405]).toContain(head.status);
    const stranger = await steps(at);
    expect([stranger.status, ((await stranger.json()) as Problem).code]).toEqual([400, 'SIGN_IN_INVALID']);
    const answer = await steps(at, { headers: { cookie } });
    expect(answer.status).toBe(302);
    const [, code = ''] =
      /^http:\/\/127\.0\.0\.1:0\/sign-in#code=(.+)$/.exec(answer.headers.get('location') ?? '') ?? [];
    const forged = await opsledger.http.post<Problem>('auth/oidc/token', { code, browser: cookie });
    expect([forged.status, forged.body.errors]).toMatchObject([400, [{ pointer: '/browser' }]]);
    const client = opsledger.http.with({ cookie });
    const { body } = await client.post<{ accessToken: string }>('auth/oidc/token', { code });
    return opsledger.http.as(body.accessToken);
  };
  const grace = { sub: 'grace' };
  const first = await signedInBy(await provider.signIn(begun.body.location, grace));
  const me = { organizationId: organization.id, platformRoles: [], roles: ['viewer'] };
  expect((await first.get('auth/me')).body).toMatchObject(me);

  const again = await steps(`/api/v1/auth/oidc/${organization.slug}`, { headers: { cookie } });
  expect([again.status, cookieOf(again).split(';')[0]]).toEqual([302, cookie]);
  const second = await signedInBy(await provider.signIn(again.headers.get('location') ?? '', grace));
  expect((await second.get('auth/me')).body).toMatchObject(me);
});

it('tells an unknown person to be invited, and says when the provider is down', async () => {
  const begun = await steps(`/api/v1/auth/oidc/${organization.id}`);
  const [cookie = ''] = cookieOf(begun).split(';');
  const callback = await provider.signIn(begun.headers.get('location') ?? '', { sub: 'nobody' });
  const unknown = await steps(`${callback.pathname}${callback.search}`, { headers: { cookie } });
  expect([unknown.status, ((await unknown.json()) as Problem).code]).toEqual([403, 'IDENTITY_UNKNOWN']);
  const elsewhere = await organizationOn(opsledger);
  const settings = { issuer: 'http://127.0.0.1:9', clientId: 'opsledger', clientSecret: 'a secret of the client' };
  await steppedUp(elsewhere.admin, await opsledger.databaseUrl());
  const set = await elsewhere.admin.put(`organizations/${elsewhere.id}/identity-provider`, settings);
  expect(set.status).toBe(200);
  const down = await steps(`/api/v1/auth/oidc/${elsewhere.id}`);
  expect([down.status, down.headers.get('retry-after')]).toEqual([503, '30']);
  expect(((await down.json()) as Problem).code).toBe('PROVIDER_UNAVAILABLE');
});
