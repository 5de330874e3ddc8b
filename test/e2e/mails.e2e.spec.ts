import { request } from 'node:http';
import { eventually } from '#libs/testing/eventually';
import { organizationOn, signIn } from '#libs/testing/organization';
import { sharedPlatform } from '#libs/testing/shared-platform';

const opsledger = sharedPlatform();
const INVITATION = 'Subject: You are invited to Organisation';
const RESET = 'Subject: Set a new password for OpsLedger';
const OWN = 'nine green kettles whistle';

/** The mails with a subject to an address, once there are so many, without the marks of their encoding. */
async function mailsTo(address: string, subject: string, count = 1): Promise<readonly string[]> {
  let found: readonly string[] = [];
  await eventually(
    async () => {
      const texts = (await opsledger.mailsTo(address)).map((text) =>
        text.replaceAll('=\r\n', '').replaceAll('=3D', '='),
      );
      found = texts.filter((text) => text.includes(subject));
      return found.length >= count;
    },
    { timeoutMs: 30_000 },
  );
  return found;
}

/** A request by a method and under a host of one's choice; its status. */
function statusOf(
  method: string,
  path: string,
  { headers = {}, body }: { readonly headers?: Readonly<Record<string, string>>; readonly body?: object } = {},
): Promise<number | undefined> {
  return new Promise((answered, failed) => {
    const options = { method, headers: { ...(body && { 'content-type': 'application/json' }), ...headers } };
    const sent = request(`${opsledger.url}/api/v1/${path}`, options, (answer) => {
      answer.resume().on('end', () => answered(answer.statusCode));
    });
    sent.on('error', failed).end(body && JSON.stringify(body));
  });
}
const tokenIn = (text = '') => /#token=([\w-]+)/.exec(text)?.[1] ?? '';

describe('mails of the running platform', () => {
  it('invites the first administrator of an organisation once, with a link to the platform', async () => {
    const { adminEmail } = await organizationOn(opsledger);
    await mailsTo(adminEmail, INVITATION);
    // The next organisation's mail is written after all others before it.
    const next = await organizationOn(opsledger);
    const [last] = await mailsTo(next.adminEmail, INVITATION);
    expect(await mailsTo(adminEmail, INVITATION)).toHaveLength(1);
    expect(last).toContain(`${opsledger.url}/invitations/accept#token=`);
  });

  it('lead to the public address, whatever host the request names', async () => {
    const { adminEmail: email } = await organizationOn(opsledger);
    const headers = { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example' };
    expect(await statusOf('POST', 'auth/password-reset', { headers, body: { email } })).toBe(200);
    const [text = ''] = await mailsTo(email, RESET);
    expect(text).toContain(`${opsledger.url}/password-reset#token=`);
    expect(text).not.toContain('evil.example');
  });

  it('have links that only a POST spends, once', async () => {
    const { adminEmail: email } = await organizationOn(opsledger);
    await opsledger.http.post('auth/password-reset', { email });
    const token = tokenIn((await mailsTo(email, RESET))[0]);
    for (const method of ['GET', 'HEAD']) {
      const status = await statusOf(method, `auth/password-reset/confirm?token=${token}`);
      expect([method, status]).toEqual([method, 405]);
    }
    const confirm = () =>
      opsledger.http.post<{ code?: string }>('auth/password-reset/confirm', { token, password: OWN });
    expect(await confirm()).toMatchObject({ status: 200, body: {} });
    expect(await confirm()).toMatchObject({ status: 400, body: { code: 'LINK_INVALID' } });
    await signIn(opsledger.http, email, OWN);
  });

  it('make an invited person a member: with a password for a new account, with a session for one that is theirs', async () => {
    const [one, other] = [await organizationOn(opsledger), await organizationOn(opsledger)];
    const email = `grace@${one.slug}.test`;
    const token = async ({ admin }: typeof one, count: number) => {
      await admin.post('users', { email, name: 'Grace', roles: ['viewer'] });
      const mails = await mailsTo(email, INVITATION, count);
      const { slug } = count === 1 ? one : other;
      return tokenIn(mails.find((text) => text.includes(slug)));
    };
    const first = await opsledger.http.post<{ accessToken: string }>('auth/invitations/accept', {
      token: await token(one, 1),
      password: OWN,
    });
    expect(first.status).toBe(200);
    const me = opsledger.http.as(first.body.accessToken);
    const second = { token: await token(other, 2) };
    expect((await opsledger.http.post('auth/invitations/accept', second)).status).toBe(401);
    const accepted = await me.post('auth/invitations/accept', second);
    expect([accepted.status, Object.keys(accepted.body as object)]).toEqual([200, ['organizationId', 'userId']]);
    const { body } = await me.get<{ organizations: { id: string }[] }>('auth/me');
    expect(body.organizations.map(({ id }) => id).toSorted()).toEqual([one.id, other.id].toSorted());
  });

  it('counts its waiting mails in the metrics', async () => {
    const body = await (await fetch(`${opsledger.url}/metrics`)).text();
    for (const gauge of ['mails_queued{mail="auth.invitation"}', 'jobs_due{job="auth.expire-idle-sessions"}']) {
      expect(body).toContain(`opsledger_${gauge}`);
    }
    expect(body).toContain('opsledger_imports_waiting{service="inventory"} 0');
    expect(body).toContain('opsledger_storage_unclaimed');
  });
});
