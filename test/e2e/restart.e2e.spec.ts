/** @alone kills and starts whole platforms */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { asRole } from '#libs/testing/database';
import { eventually } from '#libs/testing/eventually';
import type { HttpClient } from '#libs/testing/http-client';
import { ADMIN_EMAIL, ADMIN_PASSWORD, OpsLedgerProcess, runOpsLedger } from '#libs/testing/opsledger-process';
import { created, organizationOn, signIn } from '#libs/testing/organization';

function processesWith(text: string): string[] {
  const all = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
  return all.filter((line) => line.includes(text) && !line.includes('ps -eo'));
}

const environment = (dataDir: string, more: NodeJS.ProcessEnv = {}) => ({
  PATH: process.env.PATH,
  HOME: dataDir,
  PORT: '0',
  OPSLEDGER_DATA_DIR: `${dataDir}/var`,
  ...more,
});

const IMPORTED_ROWS = 1_500;

/** Starts an import of many items. Resolves when some of them have been made. */
async function importUnderWay(opsledger: OpsLedgerProcess, admin: HttpClient): Promise<string> {
  const form = new FormData();
  const lines = Array.from({ length: IMPORTED_ROWS }, (_, n) => `I-${n},Item ${n},kg`);
  form.append('mode', 'skip_bad');
  form.append('file', new Blob([['itemNumber,name,unit', ...lines].join('\n')]), 'items.csv');
  const url = await opsledger.databaseUrl();
  const { body } = await admin.upload<{ id: string }>('items/import', form);
  let made = 0;
  await eventually(async () => (made = (await importedItems(url)).made) > 0, { timeoutMs: 60_000 });
  expect(made).toBeLessThan(IMPORTED_ROWS);
  return body.id;
}

/** The items of the import that are recorded, and how many of their numbers differ. */
async function importedItems(databaseUrl: string): Promise<{ readonly made: number; readonly numbers: number }> {
  const { rows } = await asRole(databaseUrl, 'opsledger_log', (client) =>
    client.query<{ made: number; numbers: number }>(
      `SELECT count(*)::int AS made, count(DISTINCT data::json ->> 'itemNumber')::int AS numbers
         FROM event_log.event WHERE type = 'ItemCreated' AND data::json ->> 'itemNumber' LIKE 'I-%'`,
    ),
  );
  return rows[0] ?? { made: 0, numbers: 0 };
}

const importOf = async (admin: HttpClient, id: string) =>
  (await admin.get<{ status: string; progress: number; created: number; bad: number }>(`imports/${id}`)).body;

/** The import goes on in a new process, where the one before was killed, and makes each row once. */
async function expectImportedOnce(opsledger: OpsLedgerProcess, admin: HttpClient, id: string): Promise<void> {
  const url = await opsledger.databaseUrl();
  // The lease of the process that is gone would end after half a minute.
  await asRole(url, 'opsledger_projector', (client) =>
    client.query(`UPDATE imports.job SET lease_until = '-infinity'`),
  );
  await eventually(async () => (await importOf(admin, id)).status === 'done', { timeoutMs: 45_000, everyMs: 100 });
  expect(await importOf(admin, id)).toMatchObject({ created: IMPORTED_ROWS, bad: 0 });
  expect(await importedItems(url)).toEqual({ made: IMPORTED_ROWS, numbers: IMPORTED_ROWS });
}

describe('starting and stopping', () => {
  it('loses nothing when everything is killed at once: an import and a pause go on where they were, and a repeated command is recognised', async () => {
    const first = await OpsLedgerProcess.start();
    const { admin, adminEmail, platform } = await organizationOn(first);
    const shelf = await created(admin.post('locations', { code: 'S', name: 'Shelf' }));
    const item = await created(admin.post('items', { itemNumber: 'A-1', name: 'Flour', unit: 'kg' }));
    const body = { locationId: shelf.id, quantity: '7', unitCost: '1' };
    const receive = () => admin.with({ 'idempotency-key': 'once' }).post(`items/${item.id}/receipts`, body);
    const received = await receive();
    const operate = (on: OpsLedgerProcess, ...args: string[]) =>
      runOpsLedger(['projections', ...args], environment(on.dataDir));
    const rebuild = (by: HttpClient) =>
      by.with({ 'idempotency-key': 'once' }).post('ops/projections/item/rebuild', { promote: false });
    const rebuilding = await rebuild(platform);
    expect(rebuilding.status).toBe(200);
    const importId = await importUnderWay(first, admin);
    expect(await operate(first, 'pause', 'location')).toMatchObject({ code: 0 });
    await created(admin.post('locations', { code: 'T', name: 'Table' }));
    await first.kill();

    const second = await first.again();
    try {
      expect(await second.http.get('/health/ready')).toMatchObject({ status: 200 });
      const again = await signIn(second.http, adminEmail);
      const stock = await again.get<{ onHand: string }>(`items/${item.id}/stock`);
      expect(stock.body.onHand).toBe('7.000');
      const repeated = await again.with({ 'idempotency-key': 'once' }).post(`items/${item.id}/receipts`, body);
      expect(repeated.body).toEqual(received.body);
      expect((await again.get<{ onHand: string }>(`items/${item.id}/stock`)).body.onHand).toBe('7.000');
      const operator = await signIn(second.http, ADMIN_EMAIL, ADMIN_PASSWORD);
      expect((await rebuild(operator)).body).toEqual(rebuilding.body);
      const codes = async () =>
        (await again.get<{ items: { code: string }[] }>('locations')).body.items.map(({ code }) => code);
      expect(await codes()).toEqual(['S']);
      expect(await operate(second, 'resume', 'location')).toMatchObject({ code: 0 });
      await eventually(async () => expect((await codes()).toSorted()).toEqual(['S', 'T']));
      await expectImportedOnce(second, again, importId);
    } finally {
      await second.remove();
    }
  }, 240_000);

  it('lists every wrong variable by name, without its value', async () => {
    const { code, output } = await runOpsLedger(
      ['serve', 'all'],
      environment('/nonexistent', { PORT: 'a-secret', LOG_LEVEL: 'another-secret' }),
    );
    expect(code).toBe(1);
    expect(output).toContain('PORT');
    expect(output).toContain('LOG_LEVEL');
    expect(output).not.toContain('secret');
  });
});

describe('a stopped instance', () => {
  let opsledger: OpsLedgerProcess;
  let table: string;
  let code: number | null;
  /** What a second server on its data said before it was stopped, and how it answered then. */
  let second: { readonly code: number | null; readonly output: string; readonly health: number };

  beforeAll(async () => {
    opsledger = await OpsLedgerProcess.start();
    table = await asRole(await opsledger.databaseUrl(), 'opsledger_log', async (client) => {
      const { rows } = await client.query<{ path: string }>(`SELECT pg_relation_filepath('event_log.head') AS path`);
      return rows[0]?.path ?? '';
    });
    const refused = await runOpsLedger(['serve', 'all'], environment(opsledger.dataDir));
    second = { ...refused, health: (await opsledger.http.get('/health')).status };
    code = await opsledger.stop();
  });
  afterAll(() => opsledger.remove());

  const fileIn = (...parts: string[]) => join(opsledger.dataDir, 'var', ...parts);

  it('refused a second server on its data directory, and went on undisturbed', () => {
    expect(second).toMatchObject({
      code: 1,
      output: expect.stringMatching(/already|in use|another/i) as string,
      health: 200,
    });
  });

  it('is refused a port that is in use, by name', async () => {
    const taken = await new Promise<Server>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
    });
    const { port } = taken.address() as { port: number };
    const refused = await runOpsLedger(['serve', 'all'], environment(opsledger.dataDir, { PORT: String(port) }));
    taken.close();
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining(String(port)) as string });
  });

  it('has ended with 0 and left no process behind', async () => {
    expect(code).toBe(0);
    await eventually(() => processesWith(opsledger.dataDir).length === 0);
  });

  it.each([
    ['an empty key of access tokens', () => fileIn('keys', 'jwt.pem'), '', 'keys/jwt.pem is not a private key'],
    ['a foreign master key', () => fileIn('keys', 'master.key'), 'A'.repeat(43) + '=', 'another master key than'],
    ['a damaged page', () => fileIn('postgres', 'data', table), 'x'.repeat(8_192), 'damaged and was left as it is'],
  ])('with %s is refused with one sentence that names the file', async (_, path, content, sentence) => {
    const kept = await readFile(path());
    await writeFile(path(), content);
    const answer = await runOpsLedger(['serve', 'all'], environment(opsledger.dataDir));
    await writeFile(path(), kept);
    const told = answer.output.split('\n').filter((line) => /^[\w/]/.test(line));
    expect({ ...answer, told }).toMatchObject({ code: 1, told: [expect.stringContaining(sentence) as string] });
    expect(told[0]).toContain(opsledger.dataDir);
  });
});
