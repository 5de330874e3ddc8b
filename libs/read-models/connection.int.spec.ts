import { type TestDatabase, testDatabase } from '#libs/testing/database';
import { Gate } from '#libs/testing/event-log-conformance/gate';
import { type StatementRun, onStatement } from '#libs/event-log';
import { ROLES, type RoleConnection, type Role, TenantReader, rolePool } from '.';
import { migrate } from './migrate';

let database: TestDatabase;
let gate: Gate;
let gatedUrl: string;

beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.url, { migrations: [], services: [{ name: 'stock' }] });
  const url = new URL(database.url);
  gate = await Gate.before({ host: url.hostname, port: Number(url.port) });
  url.port = String(gate.port);
  gatedUrl = url.href;
});
afterAll(async () => {
  await gate.close();
  await database.drop();
});

const aPool = (url: string, of: Partial<RoleConnection> = {}) =>
  rolePool(url, { role: ROLES.reader, poolSize: 1, applicationName: 'a test', ...of }, () => undefined);

const MINUTE = 60_000;

it.each<[Role, number]>([
  [ROLES.reader, 15_000],
  [ROLES.platform, 15_000],
  [ROLES.auth, 15_000],
  [ROLES.account, 15_000],
  [ROLES.keyring, 15_000],
  ['opsledger_stock_reader', 15_000],
  ['opsledger_stock_projector', 30 * MINUTE],
  ['opsledger_stock_owner', 360 * MINUTE],
  [ROLES.projector, 30 * MINUTE],
  [ROLES.migrator, 360 * MINUTE],
])('the server ends a statement of %s after %i ms', async (role, milliseconds) => {
  const pool = aPool(database.url, { role });
  const { rows } = await pool.query<{ setting: string }>(
    `SELECT setting FROM pg_settings WHERE name = 'statement_timeout'`,
  );
  await pool.end();
  expect(rows).toEqual([{ setting: String(milliseconds) }]);
});

describe('a connection whose server has gone silent', () => {
  const limits = { statementTimeoutMs: 100 };

  it('fails the statement, and is not handed out again', async () => {
    const pool = aPool(gatedUrl, limits);
    const connection = await pool.connect();
    gate.freezeOpenConnections();
    await expect(connection.query('SELECT 1')).rejects.toThrow('Query read timeout');
    connection.release();
    await expect(pool.query('SELECT 1')).resolves.toMatchObject({ rowCount: 1 });
    await pool.end();
  });

  it('costs a reader of an organisation one answer, and no more', async () => {
    const reader = await TenantReader.open(gatedUrl, { entities: [], poolSize: 1, statementTimeoutMs: 100 });
    const read = () =>
      reader.query('0190a000-0000-7000-8000-000000000001', (rows) => rows.query<object[]>('SELECT 1 AS one'));
    expect(await read()).toEqual([{ one: 1 }]);
    gate.freezeOpenConnections();
    await expect(read()).rejects.toThrow('Query read timeout');
    expect(await read()).toEqual([{ one: 1 }]);
    await reader.close();
  });
});

describe('statements', () => {
  const runs: StatementRun[] = [];
  it('are reported with their duration, by name or text, and without their values', async () => {
    const end = onStatement((run) => runs.push(run));
    const pool = aPool(database.url);
    await pool.query('SELECT $1::text, pg_sleep(0.12)', ['a secret']);
    await pool.query({ name: 'an answer', text: 'SELECT 42' });
    await pool.query('SELECT 1 / 0').catch(() => undefined);
    end();
    await pool.query('SELECT 1');
    await pool.end();
    expect(runs.map(({ statement, failed, application }) => [statement, failed, application])).toEqual([
      ['SELECT $1::text, pg_sleep(0.12)', false, 'a test'],
      ['an answer', false, 'a test'],
      ['SELECT 1 / 0', true, 'a test'],
    ]);
    expect(runs[0]?.milliseconds).toBeGreaterThan(115);
    expect(runs[1]?.milliseconds).toBeLessThan(115);
    expect(JSON.stringify(runs)).not.toContain('secret');
  });
});
