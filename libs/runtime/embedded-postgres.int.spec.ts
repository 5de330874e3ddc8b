/** @alone kills PostgreSQL servers */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { SOURCES } from '#libs/testing/sources';
import { eventually } from '#libs/testing/eventually';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres';
import { processIdentity } from './process-identity';

let dataDir: string;
let server: EmbeddedPostgres | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'opsledger-pg-'));
});

afterEach(async () => {
  await server?.stop();
  server = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

it('gives a login that owns its database and is no superuser', async () => {
  server = await startEmbeddedPostgres({ dataDir });
  const [login] = await query(
    server.url,
    `SELECT current_user AS name, rolsuper, rolcreaterole, rolbypassrls, current_setting('synchronous_commit') AS sync,
            current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages
       FROM pg_roles WHERE rolname = current_user`,
  );
  expect(login).toEqual({
    name: 'opsledger',
    rolsuper: false,
    rolcreaterole: true,
    rolbypassrls: false,
    sync: 'on',
    fsync: 'on',
    pages: 'on',
  });
});

it('keeps its passwords to its owner and refuses a connection without the right one', async () => {
  server = await startEmbeddedPostgres({ dataDir, fast: true });
  expect((await stat(join(dataDir, 'postgres', 'credentials.json'))).mode & 0o777).toBe(0o600);
  const wrong = new URL(server.url);
  wrong.password = 'wrong';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
});

it('listens on a socket that its owner alone reaches, and on no port', async () => {
  server = await startEmbeddedPostgres({ dataDir, listenOn: 'socket', fast: true });
  const [settings] = await query(server.url, `SELECT current_setting('listen_addresses') AS ports, inet_client_addr()`);
  expect(settings).toEqual({ ports: '', inet_client_addr: null });
  const pgdata = join(dataDir, 'postgres', 'data');
  const modes = await Promise.all([pgdata, join(pgdata, '.s.PGSQL.5432')].map((path) => stat(path)));
  expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o700]);
  const wrong = new URL(server.url);
  wrong.password = 'wrong';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
});

it('listens on 127.0.0.1 if its path is too long for a socket', async () => {
  server = await startEmbeddedPostgres({ dataDir: join(dataDir, 'x'.repeat(100)), listenOn: 'socket', fast: true });
  expect(new URL(server.url).hostname).toBe('127.0.0.1');
  expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('keeps its commits over kill -9 and over a stop', async () => {
  server = await startEmbeddedPostgres({ dataDir });
  await query(server.url, 'CREATE TABLE kept (n int)');
  await query(server.url, 'INSERT INTO kept VALUES (1)');
  await server.kill9();
  server = await startEmbeddedPostgres({ dataDir });
  await query(server.url, 'INSERT INTO kept VALUES (2)');
  await server.stop();
  server = await startEmbeddedPostgres({ dataDir });
  expect(await query(server.url, 'SELECT n FROM kept ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
});

it('comes back on the port that it is given', async () => {
  server = await startEmbeddedPostgres({ dataDir, fast: true });
  const { url, port } = server;
  await server.kill9();
  server = await startEmbeddedPostgres({ dataDir, port, fast: true });
  expect(server.url).toBe(url);
});

it('leaves no process after a stop', async () => {
  server = await startEmbeddedPostgres({ dataDir, fast: true });
  const { pid } = server;
  await server.stop();
  expect(processIdentity(pid)).toBeUndefined();
});

it('starts beside lock files whose number now belongs to another process', async () => {
  server = await startEmbeddedPostgres({ dataDir, listenOn: 'socket', fast: true });
  const files = ['postmaster.pid', '.s.PGSQL.5432.lock'].map((name) => join(dataDir, 'postgres', 'data', name));
  const stale = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  await server.kill9();
  const stranger = spawn('sleep', ['60']);
  for (const [index, file] of files.entries()) {
    await writeFile(file, (stale[index] ?? '').replace(/^\d+/, String(stranger.pid)));
  }
  server = await startEmbeddedPostgres({ dataDir, listenOn: 'socket', fast: true });
  expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(processIdentity(stranger.pid as number)).toBeDefined();
  stranger.kill();
});

it('ends by itself when its parent is killed, and a new start finds nothing left of it', async () => {
  const owner = join(__dirname, 'fixtures', 'postgres-owner.ts');
  const parent = spawn(process.execPath, [...SOURCES, owner, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await new Promise<number>((resolve) =>
    parent.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString()))),
  );
  expect(processIdentity(pid)).toBeDefined();
  parent.kill('SIGKILL');
  server = await startEmbeddedPostgres({ dataDir, fast: true });
  expect(server.pid).not.toBe(pid);
  await eventually(() => processIdentity(pid) === undefined);
});

describe('a directory that PostgreSQL cannot use', () => {
  const damage = async (change: (folder: string) => Promise<void>): Promise<Error> => {
    server = await startEmbeddedPostgres({ dataDir, fast: true });
    await server.stop();
    const folder = join(dataDir, 'postgres');
    await change(folder);
    const failed = startEmbeddedPostgres({ dataDir, fast: true });
    return failed.then(
      () => new Error('it started'),
      (error: unknown) => error as Error,
    );
  };

  it.each([
    ['without PG_VERSION', (folder: string) => rm(join(folder, 'data', 'PG_VERSION')), /PG_VERSION is missing/],
    ['without its control file', (folder: string) => rm(join(folder, 'data', 'global', 'pg_control')), /is missing/],
    ['without its passwords', (folder: string) => rm(join(folder, 'credentials.json')), /credentials.json is missing/],
    ['with garbled passwords', (folder: string) => writeFile(join(folder, 'credentials.json'), '{'), /is not JSON/],
    [
      'with credentials.json without passwords',
      (folder: string) => writeFile(join(folder, 'credentials.json'), '{}'),
      /credentials.json holds no passwords/,
    ],
    [
      'with the credentials.json of another one',
      async (folder: string) => {
        const path = join(folder, 'credentials.json');
        await writeFile(path, (await readFile(path, 'utf8')).replaceAll(/"password":"[^"]+"/g, '"password":"another"'));
      },
      /credentials\.json does not belong to the database beside it/,
    ],
    [
      'with a damaged page in the table of logins',
      (folder: string) => writeFile(join(folder, 'data', 'global', '1260'), Buffer.alloc(8_192, 7)),
      /is damaged and was left as it is: .*"global\/1260"/,
    ],
    [
      'with a garbled control file',
      (folder: string) => writeFile(join(folder, 'data', 'global', 'pg_control'), Buffer.alloc(8_192, 7)),
      /damaged and was left as it is|another version/,
    ],
    [
      'without its write-ahead log',
      (folder: string) => rm(join(folder, 'data', 'pg_wal'), { recursive: true }),
      /damaged/,
    ],
    [
      'of another version',
      (folder: string) => writeFile(join(folder, 'data', 'PG_VERSION'), '15\n'),
      /written by another version of PostgreSQL/,
    ],
  ])('%s is named in a sentence and left as it is', async (_, change, sentence) => {
    const error = await damage(change);
    expect(error.name).toBe('StartRefused');
    expect(error.message).toMatch(sentence);
    expect(error.message).toContain(join(dataDir, 'postgres'));
  });
});

it('finishes a first start that was cut off', async () => {
  server = await startEmbeddedPostgres({ dataDir, fast: true });
  await server.stop();
  await cp(join(dataDir, 'postgres', 'data', 'base'), join(dataDir, 'postgres.new', 'data', 'base'), {
    recursive: true,
  });
  await rm(join(dataDir, 'postgres'), { recursive: true });
  server = await startEmbeddedPostgres({ dataDir, fast: true });
  expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await expect(stat(join(dataDir, 'postgres.new'))).rejects.toThrow('ENOENT');
});
