import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { IdColumn, ROLES, ReadModel, TenantColumn, allowServiceLogins, rolesOf, serviceRole } from '#libs/read-models';
import { testDatabase, type TestDatabase } from '#libs/testing/database';
import type { ServiceDefinition } from '../feature/feature';
import { migrateFor, prepareDatabase } from './migrations';
import { asRefusal } from './refusals';

@ReadModel({ schema: 'bakery', table: 'loaf', version: 1 })
class Loaf {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) loafId!: string;
}

@ReadModel({ schema: 'dairy', table: 'cheese', version: 1 })
class Cheese {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) cheeseId!: string;
}

function serviceOf(name: string, table: new () => object): ServiceDefinition {
  const projection = { name: `${name}-rows`, service: name, version: 1, tables: [table] };
  return { name, features: [{ wirings: [], projections: [projection as never] }] };
}

const bakery = serviceOf('bakery', Loaf);
const dairy = serviceOf('dairy', Cheese);
const PASSWORD = 'a-password-of-this-test';

let database: TestDatabase;
const loginOf = (service: string): string => {
  const url = new URL(database.url);
  url.username = serviceRole(service, 'login');
  url.password = PASSWORD;
  return url.href;
};

beforeAll(async () => {
  database = await testDatabase();
  await migrateFor([bakery, dairy], database.url, { others: ['hatch'] });
  await allowServiceLogins(
    database.url,
    ['bakery', 'dairy', 'hatch'].map((service) => ({ service, password: PASSWORD })),
  );
});
afterAll(() => database.drop());

async function on<Answer>(url: string, work: (client: Client) => Promise<Answer>): Promise<Answer> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe("a service's login", () => {
  it('starts its service on a database that was migrated', async () => {
    await expect(prepareDatabase([bakery], loginOf('bakery'))).resolves.toBeUndefined();
  });

  it('refuses before that with the missing migrations and the command that applies them', async () => {
    const withOven = { ...bakery, migrations: [class Oven2026010100000 {}] } as never;
    await expect(prepareDatabase([withOven], loginOf('bakery'))).rejects.toMatchObject({
      name: 'StartRefused',
      message: expect.stringMatching(/lacks Oven2026010100000.*`opsledger migrate`/),
    });
    const newer = serviceOf('bakery', Loaf);
    const empty = await testDatabase();
    const url = new URL(empty.url);
    Object.assign(url, { username: serviceRole('bakery', 'login'), password: PASSWORD });
    await expect(prepareDatabase([newer], url.href)).rejects.toMatchObject({ name: 'StartRefused' });
    await empty.drop();
  });

  it('runs one service and not several', async () => {
    await expect(prepareDatabase([bakery, dairy], loginOf('bakery'))).rejects.toMatchObject({
      name: 'StartRefused',
      message: expect.stringContaining('this process runs several'),
    });
  });

  it('reaches the log, the engine, the published tables and its own rows, in any role', async () => {
    const schemas = await on(database.superuserUrl, async (client) => {
      const { rows } = await client.query<{ role: string; schema: string }>(
        `SELECT DISTINCT r.rolname AS role, n.nspname AS schema
           FROM pg_roles r, pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE pg_has_role('opsledger_bakery_login', r.oid, 'MEMBER')
            AND c.relkind IN ('r', 'v', 'p') AND n.nspname !~ '^pg_|^information_schema$'
            AND has_schema_privilege(r.oid, n.oid, 'USAGE')
            AND has_table_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, DELETE')`,
      );
      return rows;
    });
    expect(new Set(schemas.map(({ schema }) => schema))).toEqual(
      new Set(['bakery', 'engine', 'event_log', 'imports', 'published', 'storage']),
    );
  });

  it.each([
    ...Object.values(rolesOf('dairy')),
    ...Object.values(ROLES).filter((role) => role !== ROLES.log && role !== ROLES.keyring),
    serviceRole('dairy', 'login'),
    'opsledger_search',
    'opsledger_checksum',
  ])('cannot take on %s', async (role) => {
    const refused = on(loginOf('bakery'), (client) => client.query(`SET ROLE ${role}`));
    await expect(refused).rejects.toMatchObject({ code: '42501' });
  });

  it('has no right of its own, before it takes on a role', async () => {
    const refused = on(loginOf('bakery'), (client) => client.query('SELECT FROM bakery.loaf_v1'));
    await expect(refused).rejects.toMatchObject({ code: '42501' });
  });

  it('finds keys by their names and lists none', async () => {
    await on(loginOf('bakery'), async (client) => {
      await client.query('SET ROLE opsledger_keyring');
      expect((await client.query(`SELECT * FROM privacy.current_keys('{}', '{}')`)).rows).toEqual([]);
      for (const table of ['subject_key', 'platform_key', 'reserved_value']) {
        await expect(client.query(`SELECT FROM privacy.${table}`)).rejects.toMatchObject({ code: '42501' });
        await expect(client.query(`DELETE FROM privacy.${table}`)).rejects.toMatchObject({ code: '42501' });
      }
    });
  });

  it('creates, switches and drops tables of its own service, whichever login created them, and of no other', async () => {
    await on(loginOf('bakery'), async (client) => {
      await client.query('SET ROLE opsledger_bakery_owner');
      await client.query('CREATE OR REPLACE VIEW bakery.loaf_v1 AS SELECT tenant_id, loaf_id FROM bakery.loaf_v1_a');
      await client.query('CREATE TABLE bakery.loaf_v1_b (LIKE bakery.loaf_v1_a); DROP TABLE bakery.loaf_v1_b');
      await client.query('ANALYZE bakery.loaf_v1_a');
      for (const statement of ['DROP VIEW dairy.cheese_v1', 'CREATE TABLE engine.mine (id int)']) {
        await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
      }
    });
  });
});

describe('the login of a process that runs no service', () => {
  const as = <Answer>(role: string, work: (client: Client) => Promise<Answer>) =>
    on(loginOf('hatch'), async (client) => {
      await client.query(`SET ROLE ${role}`);
      return work(client);
    });

  it('starts on a database that somebody has brought up to date', async () => {
    await expect(prepareDatabase([], loginOf('hatch'), { others: ['hatch'] })).resolves.toBeUndefined();
    await expect(prepareDatabase([], loginOf('hatch'), { others: ['hatch', 'door'] })).rejects.toThrow(/several/);
  });

  it('writes files that no command has named, and nothing else', async () => {
    const { rows } = await on(database.superuserUrl, (client) =>
      client.query<{ written: string }>(
        `SELECT DISTINCT format('%s.%s', n.nspname, c.relname) AS written
           FROM pg_roles r, pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE pg_has_role('opsledger_hatch_login', r.oid, 'MEMBER')
            AND c.relkind IN ('r', 'v', 'p') AND n.nspname !~ '^pg_|^information_schema$'
            AND (has_any_column_privilege(r.oid, c.oid, 'INSERT, UPDATE') OR has_table_privilege(r.oid, c.oid, 'DELETE'))`,
      ),
    );
    expect(rows).toEqual([{ written: 'storage.object' }]);
  });

  it('neither sees nor changes a file that a command has named, nor names one', async () => {
    const [named, pending] = [randomUUID(), randomUUID()];
    await on(database.url, async (client) => {
      await client.query(`SET ROLE ${ROLES.projector}`);
      await client.query(
        `INSERT INTO storage.object (id, tenant_id, state, size, media_type, claimed_by)
         VALUES ($1, $1, 'claimed', 1, 'text/csv', 'an import'), ($2, $2, 'pending', 1, 'text/csv', NULL)`,
        [named, pending],
      );
    });
    await as(ROLES.uploads, async (client) => {
      expect((await client.query('SELECT id FROM storage.object')).rows).toEqual([{ id: pending }]);
      expect((await client.query(`UPDATE storage.object SET state = 'removing'`)).rowCount).toBe(1);
      expect((await client.query('DELETE FROM storage.object')).rowCount).toBe(1);
      for (const statement of [
        `INSERT INTO storage.object (id, tenant_id, state) VALUES ('${named}', '${named}', 'claimed')`,
        `UPDATE storage.object SET claimed_by = 'mine'`,
        'UPDATE storage.object SET tenant_id = id',
      ]) {
        await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
      }
    });
  });

  it('loses the roles that a release before granted', async () => {
    await on(database.url, (client) => client.query('GRANT opsledger_bakery_projector TO opsledger_hatch_login'));
    await migrateFor([bakery, dairy], database.url, { others: ['hatch'] });
    await expect(as('opsledger_bakery_projector', () => Promise.resolve())).rejects.toMatchObject({ code: '42501' });
  });
});

it('gives the projector of every service the rights of the common one on the engine’s tables', async () => {
  const rights = (role: string) =>
    on(database.superuserUrl, async (client) => {
      const { rows } = await client.query<{ right: string }>(
        `SELECT format('%s on %s', privilege, c.relname) AS right
           FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'engine',
                unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) AS privilege
          WHERE c.relkind = 'r' AND has_table_privilege($1, c.oid, privilege)
         UNION ALL
         SELECT format('rows of %s by the policy %s', c.relname, p.polname)
           FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
           JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'engine'
          WHERE EXISTS (SELECT FROM unnest(p.polroles) AS role WHERE pg_has_role($1, role, 'USAGE'))
          ORDER BY 1`,
        [role],
      );
      return rows.map(({ right }) => right);
    });
  const ofAll = await rights(ROLES.projector);
  expect(ofAll.length).toBeGreaterThan(10);
  // A table of the engine is granted to `opsledger_engine`, and so to every projector.
  expect(await rights(serviceRole('bakery', 'projector'))).toEqual(ofAll);
});

it('says in a sentence which right the login lacks that migrates', async () => {
  const plain = `plain_${randomBytes(4).toString('hex')}`;
  await on(database.superuserUrl, async (client) => {
    await client.query(`CREATE ROLE ${plain} LOGIN PASSWORD '${PASSWORD}'`);
    await client.query(`CREATE DATABASE ${plain} OWNER ${plain}`);
  });
  const url = new URL(database.url);
  Object.assign(url, { username: plain, password: PASSWORD, pathname: `/${plain}` });
  const error: unknown = await prepareDatabase([bakery], url.href).catch((fault: unknown) =>
    asRefusal(fault, { dataDir: '/', databaseUrl: url.href }),
  );
  await on(database.superuserUrl, async (client) => {
    await client.query(`DROP DATABASE ${plain} WITH (FORCE)`);
    await client.query(`DROP ROLE ${plain}`);
  });
  expect(error).toMatchObject({ name: 'StartRefused', message: expect.stringContaining('CREATEROLE') });
});
