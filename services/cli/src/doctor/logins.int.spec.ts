import { Client } from 'pg';
import { ROLES, allowServiceLogins, serviceRole } from '#libs/read-models';
import { migratedDatabase, type MigratedDatabase } from '#libs/testing/migrated-database';
import { loginFindings } from './logins';

// Roles are the server's, which other specs share: only this spec uses these services.
const SERVICES = [
  { name: 'doctored' },
  { name: 'nursed', secretsRole: ROLES.auth },
  { name: 'visited', readsOnly: true },
] as const;
const PASSWORD = 'a password of this test';

let database: MigratedDatabase;
beforeAll(async () => {
  database = await migratedDatabase([], SERVICES);
  await allowServiceLogins(
    database.url,
    SERVICES.map(({ name: service }) => ({ service, password: PASSWORD })),
  );
});
afterAll(() => database.drop());

async function findings(url: string, isShared = true) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await loginFindings(client, SERVICES, isShared);
  } finally {
    await client.end();
  }
}

function loginOf(service: string): string {
  const url = new URL(database.url);
  url.username = serviceRole(service, 'login');
  url.password = PASSWORD;
  return url.href;
}

it('finds no fault in logins that can set only the roles of their own service', async () => {
  for (const url of [loginOf('doctored'), loginOf('nursed'), loginOf('visited'), database.url]) {
    expect(await findings(url)).toMatchObject([{ check: 'logins', outcome: 'ok' }]);
  }
});

it('names a login that can set a role of another service', async () => {
  const superuser = new Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  await superuser.query('GRANT opsledger_nursed_reader TO opsledger_doctored_login');
  const found = [await findings(loginOf('doctored')), await findings(database.url)];
  await superuser.query('REVOKE opsledger_nursed_reader FROM opsledger_doctored_login');
  await superuser.end();
  const detail = 'opsledger_doctored_login of doctored can take on opsledger_nursed_reader';
  expect(found).toEqual([
    [{ check: 'logins', outcome: 'failed', detail }],
    [{ check: 'logins', outcome: 'failed', detail }],
  ]);
});

it.each(['opsledger_log', 'opsledger_engine', 'opsledger_projector'])(
  'names a login that can set %s, where it only reads',
  async (role) => {
    const superuser = new Client({ connectionString: database.superuserUrl });
    await superuser.connect();
    await superuser.query(`GRANT ${role} TO opsledger_visited_login`);
    const found = await findings(database.url);
    await superuser.query(`REVOKE ${role} FROM opsledger_visited_login`);
    await superuser.end();
    expect(found).toMatchObject([{ check: 'logins', outcome: 'failed', detail: expect.stringContaining(role) }]);
  },
);
