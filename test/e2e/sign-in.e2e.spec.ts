import { eventually } from '#libs/testing/eventually';
import { created, organizationOn, PASSWORD, signIn, type TestOrganization } from '#libs/testing/organization';
import { sharedPlatform } from '#libs/testing/shared-platform';

interface Problem {
  code: string;
  errors?: { pointer: string; code: string }[];
}
interface Tokens {
  accessToken: string;
  refreshToken: string;
}

const opsledger = sharedPlatform();
let organization: TestOrganization;
beforeAll(async () => {
  organization = await organizationOn(opsledger);
});

let users = 0;
async function aUser(roles: readonly string[] = ['viewer']) {
  const email = `user-${users++}@${organization.slug}.test`;
  const { id } = await created(organization.admin.post('users', { email, name: 'Grace', password: PASSWORD, roles }));
  return { id, email };
}
const login = (email: string, password = PASSWORD) =>
  opsledger.http.post<Problem & Tokens>('auth/login', { email, password });
const refresh = (refreshToken: string) => opsledger.http.post<Problem & Tokens>('auth/refresh', { refreshToken });

describe('five wrong passwords', () => {
  it.each([
    ['of a user', async () => (await aUser()).email],
    ['of nobody', async () => 'nobody@example.org'],
  ])('%s lock the account for fifteen minutes, for the right one too', async (_, whose) => {
    const email = await whose();
    for (let time = 0; time < 5; time++) {
      const { status, body } = await login(email, 'not the password');
      expect([status, body.code]).toEqual([401, 'INVALID_CREDENTIALS']);
    }
    const { status, body, headers } = await login(email);
    expect([status, body.code]).toEqual([429, 'ACCOUNT_LOCKED']);
    const seconds = Number(headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(14 * 60);
    expect(seconds).toBeLessThanOrEqual(15 * 60);
  });

  it('that come at once, with others behind them, are checked up to the limit and no more', async () => {
    const { email } = await aUser();
    const answers = await Promise.all(Array.from({ length: 20 }, () => login(email, 'not the password')));
    const codes = answers.map(({ body }) => body.code);
    expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(5);
    expect(codes.filter((code) => code === 'ACCOUNT_LOCKED')).toHaveLength(15);
  });
});

describe('a refresh token', () => {
  it('gives fresh tokens, and within ten seconds the same ones to everybody who holds it', async () => {
    const { email } = await aUser();
    const first = (await login(email)).body;
    const child = await refresh(first.refreshToken);
    expect(child.status).toBe(200);
    const again = await refresh(first.refreshToken);
    expect([again.status, again.body.refreshToken]).toEqual([200, child.body.refreshToken]);
    expect((await refresh(child.body.refreshToken)).status).toBe(200);
  });

  it('that is used again later ends the whole family, access tokens too', async () => {
    const { email } = await aUser();
    const first = (await login(email)).body;
    const child = (await refresh(first.refreshToken)).body;
    const grandchild = (await refresh(child.refreshToken)).body;
    // Within the grace period it gives siblings; afterwards it is a theft.
    const reused = await eventually(
      async () => {
        const answer = await refresh(first.refreshToken);
        if (answer.status === 200) throw new Error('still within the grace');
        return answer;
      },
      { timeoutMs: 30_000, everyMs: 500 },
    );
    expect([reused.status, reused.body.code]).toEqual([401, 'REFRESH_TOKEN_REUSED']);
    expect((await refresh(grandchild.refreshToken)).body.code).toBe('SESSION_ENDED');
    expect((await refresh(first.refreshToken)).body.code).toBe('SESSION_ENDED');
    const { status, body } = await opsledger.http.as(grandchild.accessToken).get<Problem>('auth/me');
    expect([status, body.code]).toEqual([401, 'SESSION_ENDED']);
  });
});

describe('the last active administrator', () => {
  it('must remain, and may go when there is another', async () => {
    const { admin, adminEmail, slug } = await organizationOn(opsledger);
    const { id } = (await admin.get<{ id: string }>('auth/me')).body;
    const refused = await admin.post<Problem>(`users/${id}/deactivate`);
    expect([refused.status, refused.body.code]).toEqual([422, 'LAST_ADMIN']);
    expect((await admin.put<Problem>(`users/${id}/roles`, { roles: ['viewer'] })).body.code).toBe('FORBIDDEN');

    const email = `second@${slug}.test`;
    const user = { email, name: 'Grace', password: PASSWORD, roles: ['admin'] };
    const other = await created(admin.post('users', user));
    const second = await signIn(opsledger.http, email);
    expect((await second.put(`users/${id}/roles`, { roles: ['viewer'] })).status).toBe(200);
    expect((await admin.get<Problem>('users')).status).toBe(401);
    const demoted = await signIn(opsledger.http, adminEmail);
    expect((await demoted.post<Problem>(`users/${other.id}/deactivate`)).body.code).toBe('FORBIDDEN');
    expect((await second.post<Problem>(`users/${other.id}/deactivate`)).body.code).toBe('LAST_ADMIN');
  });
});

describe('a new user', () => {
  it('is refused with a common password, at its field', async () => {
    const user = { email: 'grace@example.org', name: 'Grace', roles: ['viewer'], password: 'passwordpassword' };
    const { status, body } = await organization.admin.post<Problem>('users', user);
    expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED']);
    expect(body.errors).toMatchObject([{ pointer: '/password', code: 'COMMON' }]);
  });
});
