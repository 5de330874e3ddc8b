import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProvisionFirstAdministrator } from '#contracts/auth/provision-first-administrator';
import { eventually } from '#libs/testing';
import { PASSWORD, TestAuth } from '../auth.fixture';
import { welcomeMail } from './welcome.mail';

let auth: TestAuth;
beforeAll(async () => {
  auth = await TestAuth.open();
});
afterAll(() => auth.close());

const SERVICE = { id: 'service:auth', type: 'service', roles: [] } as const;

/** As auth's own reactor creates it. */
async function aFirstAdministrator(name: string) {
  const organizationId = await auth.anOrganization();
  const [membershipId, passwordId] = [randomUUID(), randomUUID()];
  const email = `${membershipId.slice(0, 8)}@example.org`;
  const wanted = { organizationId, membershipId, email, name, passwordId };
  await auth.ask(ProvisionFirstAdministrator, wanted, { tenantId: organizationId, actor: SERVICE });
  return { organizationId, email };
}

it('the first administrator of a new organisation is welcomed by mail, with a link on the public address', async () => {
  const written: string[] = [];
  const directory = await mkdtemp(join(tmpdir(), 'mails-'));
  await auth.openMails([welcomeMail], directory, (path) => void written.push(path));
  const { organizationId, email } = await aFirstAdministrator('Ada <b>');
  await auth.createUser(organizationId, { password: PASSWORD, roles: ['admin'] });
  const { email: later } = await aFirstAdministrator('Grace');
  await eventually(() => written.length === 2);
  const mails = await Promise.all(written.map(async (path) => (await readFile(path, 'utf8')).replaceAll('=\r\n', '')));
  const first = mails.find((mail) => mail.includes(email));
  expect(first).toContain('Subject: Welcome to OpsLedger');
  expect(first).toContain('https://ops.example.com/sign-in');
  expect(first).toContain('Hello Ada &lt;b&gt;,');
  expect(mails.filter((mail) => mail.includes(later))).toHaveLength(1);
  const { rows } = await (await auth.enginePool([])).query('SELECT mail FROM engine.mail_outbox');
  expect(rows).toEqual([{ mail: 'auth.welcome' }, { mail: 'auth.welcome' }]);
});
