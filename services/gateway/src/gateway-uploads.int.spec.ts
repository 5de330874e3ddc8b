import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { MAX_IMPORT_BYTES, StartImport } from '#contracts/imports/start-import';
import { DomainError } from '#contracts/errors';
import { identityMigrations } from '#libs/identity';
import { MasterKeys, SubjectKeys, privacyMigrations } from '#libs/privacy';
import { ROLES } from '#libs/read-models';
import { openStorage, storageMigrations, type Storage } from '#libs/storage';
import { brokerAtHand, type TestBroker } from '#libs/testing/brokers';
import { eventually } from '#libs/testing/eventually';
import { type MigratedDatabase, migratedDatabase } from '#libs/testing/migrated-database';
import { BUS_USERS, type Caller, TestGateway } from './gateway.fixture';
import type { Problem } from './http/problem';

const CSV = 'itemNumber,name,unit\r\nA-1,Flour,kg\r\n';
const PATHS = ['/api/v1/imports', '/api/v1/items/import'] as const;

let broker: TestBroker;
let database: MigratedDatabase;
let pool: Pool;
let folder: string;
let storage: Storage;
let gateway: TestGateway;
/** A command that is read before it runs, so that a test sees its content. */
let refusal: DomainError | undefined;

beforeAll(async () => {
  broker = await brokerAtHand().start(BUS_USERS);
  database = await migratedDatabase([...identityMigrations, ...privacyMigrations, ...storageMigrations]);
  pool = database.pool(ROLES.projector);
  folder = await mkdtemp(join(tmpdir(), 'opsledger-uploads-'));
  const keys = new SubjectKeys(database.pool(ROLES.keyring), new MasterKeys(randomBytes(32)));
  ({ storage } = openStorage({
    pool: database.pool(ROLES.uploads),
    keys,
    where: { folder },
    onFault: () => undefined,
  }));
  const pools = { write: database.pool('opsledger_auth'), read: database.pool('opsledger_reader') };
  gateway = await TestGateway.start(broker.url, pools, {}, {}, { storage });
  await gateway.answers(StartImport, () => {
    if (refusal) throw refusal;
    return Promise.resolve({ answer: { id: randomUUID(), revision: 0 } });
  });
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
  await database.drop();
  await broker.stop();
});

let caller: Caller & { readonly organizationId: string };
let token: string;
beforeEach(() => {
  refusal = undefined;
  gateway.asked.length = 0;
  caller = { accountId: randomUUID(), organizationId: randomUUID(), roles: ['manager'] };
  token = gateway.tokenOf(caller);
});

type Part = readonly [name: string, value: string | Blob, fileName?: string];
const FILE: Part = ['file', new Blob([CSV]), 'items.csv'];

function formOf(parts: readonly Part[]): FormData {
  const form = new FormData();
  for (const [name, value, fileName] of parts) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, fileName ?? 'file');
  }
  return form;
}

async function upload(parts: readonly Part[], more: { path?: string; key?: string; token?: string } = {}) {
  const { path = PATHS[0], key } = more;
  const headers: Record<string, string> = key === undefined ? {} : { 'Idempotency-Key': key };
  const response = await gateway.request(path, {
    method: 'POST',
    token: more.token ?? token,
    headers,
    body: formOf(parts),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Problem & { id: string },
  };
}

const states = async (of = caller.organizationId) =>
  (await pool.query<{ state: string }>('SELECT state FROM storage.object WHERE tenant_id = $1', [of])).rows.map(
    ({ state }) => state,
  );

async function files(): Promise<number> {
  const entries = await readdir(join(folder, caller.organizationId), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return entries.filter((entry) => entry.isFile()).length;
}

it('stores the file, then sends the command that names it, with its fields read as the contract says', async () => {
  const answer = await upload([['kind', 'items'], FILE, ['dryRun', 'true'], ['mode', 'skip_bad'], ['mapping', 'own']]);
  expect([answer.status, answer.headers.get('location')]).toEqual([202, `/api/v1/imports/${answer.body.id}`]);
  const { payload, context } = gateway.lastAsked;
  expect(payload).toMatchObject({ kind: 'items', dryRun: true, mode: 'skip_bad', mapping: 'own' });
  expect(context).toMatchObject({ tenantId: caller.organizationId, actor: { id: caller.accountId } });
  const { bytes, object } = await storage.get(caller.organizationId, (payload as StartImport).fileId);
  const read: Uint8Array[] = [];
  for await (const piece of bytes) read.push(piece);
  expect([Buffer.concat(read).toString(), object.isPending]).toEqual([CSV, true]);
});

it('has a short form for one kind, which takes no kind', async () => {
  expect((await upload([FILE], { path: PATHS[1] })).status).toBe(202);
  expect(gateway.lastAsked.payload).toMatchObject({ kind: 'items' });
  const named = await upload([['kind', 'items'], FILE], { path: PATHS[1] });
  expect([named.status, named.body.errors?.[0]]).toMatchObject([400, { pointer: '/kind', code: 'UNKNOWN' }]);
});

it('tells the same upload under a key from another', async () => {
  const fields: readonly Part[] = [['kind', 'items'], FILE];
  await upload(fields, { key: 'one' });
  await upload(fields, { key: 'one' });
  await upload(
    [
      ['kind', 'items'],
      ['file', new Blob([`${CSV}A-2,Salt,kg\r\n`]), 'items.csv'],
    ],
    { key: 'one' },
  );
  await upload([...fields, ['dryRun', 'true']], { key: 'one' });
  const sent = gateway.asked.map(
    ({ context, payload }) => [context.commandId, context.payloadDigest, payload] as const,
  );
  expect(new Set(sent.map(([id]) => id)).size).toBe(1);
  const digests = sent.map(([, digest]) => digest);
  expect(digests[1]).toBe(digests[0]);
  expect(new Set(digests).size).toBe(3);
});

describe('refuses, and leaves nothing', () => {
  const large = new Blob([Buffer.alloc(MAX_IMPORT_BYTES + 1, 'a,b\n')]);
  it.each<[string, number, string, string | undefined, readonly Part[]]>([
    ['no file', 400, 'VALIDATION_FAILED', '/file', [['kind', 'items']]],
    [
      'a file that is text',
      202,
      '',
      undefined,
      [
        ['kind', 'items'],
        ['file', CSV],
      ],
    ],
    ['no kind before the file', 400, 'VALIDATION_FAILED', '/kind', [FILE, ['kind', 'items']]],
    ['a kind that there is not', 404, 'NOT_FOUND', '/kind', [['kind', 'dreams'], FILE]],
    ['an unknown field behind the file', 400, 'VALIDATION_FAILED', '/what', [['kind', 'items'], FILE, ['what', '1']]],
    ['a wrong value behind the file', 400, 'VALIDATION_FAILED', '/mode', [['kind', 'items'], FILE, ['mode', 'some']]],
    [
      'a stored file by its id',
      400,
      'VALIDATION_FAILED',
      '/fileId',
      [['kind', 'items'], ['fileId', randomUUID()], FILE],
    ],
    [
      'a field twice',
      400,
      'VALIDATION_FAILED',
      '/mode',
      [['kind', 'items'], ['mode', 'skip_bad'], ['mode', 'skip_bad'], FILE],
    ],
    ['two files', 400, 'VALIDATION_FAILED', '/file', [['kind', 'items'], FILE, FILE]],
    [
      'a file by another name',
      400,
      'VALIDATION_FAILED',
      '/table',
      [
        ['kind', 'items'],
        ['table', new Blob([CSV]), 't.csv'],
      ],
    ],
    [
      'a field that is too long',
      400,
      'VALIDATION_FAILED',
      '/mapping',
      [['kind', 'items'], ['mapping', 'x'.repeat(210_000)], FILE],
    ],
    [
      'a file that is no table',
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      undefined,
      [
        ['kind', 'items'],
        ['file', new Blob(['%PDF-1.7']), 'items.csv'],
      ],
    ],
    [
      'a file that is too large',
      413,
      'PAYLOAD_TOO_LARGE',
      undefined,
      [
        ['kind', 'items'],
        ['file', large, 'items.csv'],
      ],
    ],
    [
      'a form that is too large',
      413,
      'PAYLOAD_TOO_LARGE',
      undefined,
      [['kind', 'items'], FILE, ['more', new Blob([large, Buffer.alloc(300_000)]), 'm']],
    ],
  ])('%s', async (_what, status, code, pointer, parts) => {
    const { status: answered, body } = await upload(parts);
    expect(answered).toBe(status);
    if (status === 202) return;
    expect([body.code, body.errors?.[0]?.pointer]).toEqual([code, pointer]);
    expect([gateway.asked, await states(), await files()]).toEqual([[], [], 0]);
  });

  it.each(PATHS)('at %s a caller without the permission of the kind, before a byte of the file', async (path) => {
    const counter = gateway.tokenOf({ ...caller, roles: ['counter'] });
    const { status, body } = await upload([['kind', 'items'], FILE], { path, token: counter });
    expect([status, body.code, await states()]).toEqual([403, 'FORBIDDEN', []]);
  });

  it('an invalid form', async () => {
    const response = await gateway.request(PATHS[0], { method: 'POST', token, json: { kind: 'items' } });
    expect(response.status).toBe(415);
    for (const [contentType, body] of [
      ['multipart/form-data', CSV],
      ['multipart/form-data; boundary=x', CSV],
      ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nitems'],
      ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nitems\r\n--x--'],
    ] as const) {
      const headers = { 'Content-Type': contentType };
      const answer = await gateway.request(PATHS[0], { method: 'POST', token, headers, body });
      expect([contentType, body, answer.status]).toEqual([contentType, body, 400]);
    }
    expect([await states(), await files()]).toEqual([[], 0]);
  });

  it('an upload whose command is refused', async () => {
    refusal = new DomainError('IDEMPOTENCY_KEY_REUSED');
    const { status } = await upload([['kind', 'items'], FILE]);
    expect([status, await states(), await files()]).toEqual([422, [], 0]);
  });
});

it('encrypts a file about persons, keeps no digest of it, and tells it from another under the same key', async () => {
  token = gateway.tokenOf({ ...caller, roles: ['admin'] });
  const persons = (csv: string): Part => ['file', new Blob([csv]), 'employees.csv'];
  const csv = 'externalId,lastName\r\nE-1,Lovelace\r\n';
  const path = '/api/v1/employees/import';
  for (const each of [csv, csv, `${csv}E-2,Hopper\r\n`]) await upload([persons(each)], { path, key: 'one' });
  const [first, again, other] = gateway.asked.map(({ context }) => context.payloadDigest);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
  const { fileId = '' } = (gateway.asked[0]?.payload ?? {}) as Partial<StartImport>;
  expect(await storage.head(caller.organizationId, fileId)).toMatchObject({ sha256: null, mediaType: 'text/csv' });
  const kept = await readdir(join(folder, caller.organizationId), { recursive: true, withFileTypes: true });
  const bytes = await Promise.all(
    kept.filter((each) => each.isFile()).map((each) => readFile(join(each.parentPath, each.name))),
  );
  expect([bytes.length, Buffer.concat(bytes).includes('Lovelace')]).toEqual([3, false]);
});

it('leaves a pending file to the sweep when it is unknown whether the command ran', async () => {
  refusal = new DomainError('SERVICE_UNAVAILABLE');
  expect((await upload([['kind', 'items'], FILE])).status).toBe(503);
  expect(await states()).toEqual(['pending']);
});

it('leaves nothing of an upload that breaks off in the middle of its file', async () => {
  const { port } = new URL(gateway.url);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  const head = ['POST /api/v1/imports HTTP/1.1', 'Host: x', `Authorization: Bearer ${token}`, 'Content-Length: 900000'];
  socket.write(`${[...head, 'Content-Type: multipart/form-data; boundary=x'].join('\r\n')}\r\n\r\n`);
  socket.write('--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nitems\r\n');
  socket.write(`--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n${'a,b\n'.repeat(50_000)}`);
  await eventually(async () => expect(await states()).toEqual(['writing']));
  socket.destroy();
  await eventually(async () => expect([await states(), await files()]).toEqual([[], 0]));
  expect(gateway.asked).toEqual([]);
});

it('takes at most two uploads of a caller at once', async () => {
  const waiting: (() => void)[] = [];
  const slow = () =>
    new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(Buffer.from('--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nitems\r\n'));
        await new Promise<void>((resolve) => waiting.push(resolve));
        controller.enqueue(Buffer.from('--x--'));
        controller.close();
      },
    });
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
  const send = () => gateway.request(PATHS[0], { method: 'POST', token, headers, body: slow(), duplex: 'half' });
  const held = [send(), send()];
  await eventually(async () => expect((await upload([['kind', 'items'], FILE])).status).toBe(429));
  for (const end of waiting) end();
  expect((await Promise.all(held)).map(({ status }) => status)).toEqual([400, 400]);
  expect((await upload([['kind', 'items'], FILE])).status).toBe(202);
});
