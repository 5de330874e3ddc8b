import { randomBytes, randomUUID, createHash } from 'node:crypto';
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { MasterKeys, SubjectKeys, privacyMigrations } from '#libs/privacy';
import { ROLES } from '#libs/read-models';
import { migratedDatabase, type MigratedDatabase } from '#libs/testing/migrated-database';
import type { Blobs } from './blobs';
import { FolderBlobs } from './folder';
import { ObjectTable } from './object-table';
import { S3Blobs } from './s3';
import { FakeS3 } from './s3-server.fixture';
import { Storage } from './storage';
import { storageMigrations } from './index';

const LIMIT = 1_000_000;
const DAY_MS = 86_400_000;

let database: MigratedDatabase;
let pool: Pool;
let keys: SubjectKeys;
/** The keys, with the right to erase people. */
let destroyer: SubjectKeys;
let s3: FakeS3;
let folder: string;

beforeAll(async () => {
  database = await migratedDatabase([...privacyMigrations, ...storageMigrations]);
  pool = database.pool(ROLES.projector);
  const masters = new MasterKeys(randomBytes(32));
  keys = new SubjectKeys(database.pool(ROLES.keyring), masters);
  destroyer = new SubjectKeys(database.pool(ROLES.keys), masters);
  s3 = await FakeS3.open();
  folder = await mkdtemp(join(tmpdir(), 'opsledger-storage-'));
});
afterAll(async () => {
  await s3.close();
  await rm(folder, { recursive: true });
  await database.drop();
});

async function* pieces(bytes: Buffer, size = 10_000) {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function all(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const read: Uint8Array[] = [];
  for await (const piece of bytes) read.push(piece);
  return Buffer.concat(read);
}

async function filesIn(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

const rowsOf = async (tenantId: string) =>
  (await pool.query('SELECT id FROM storage.object WHERE tenant_id = $1', [tenantId])).rowCount;

const stores: readonly [string, () => Blobs, () => Promise<number>][] = [
  ['a folder', () => new FolderBlobs({ root: folder }), async () => (await filesIn(folder)).length],
  [
    'S3',
    () => new S3Blobs({ ...s3.options, partBytes: 40_000 }),
    () => Promise.resolve(s3.objects.size + s3.uploads.size),
  ],
];

describe.each(stores)('storage in %s', (_name, blobsOf, stored) => {
  let tenantId: string;
  const storageOf = (blobs = blobsOf()) => new Storage({ blobs, objects: new ObjectTable(pool), keys });
  beforeEach(() => {
    tenantId = randomUUID();
  });

  it.each([0, 1, 39_999, 40_000, 40_001, 130_000, 200_000])('gives back %d bytes as they were put', async (size) => {
    const bytes = Buffer.alloc(size, 'a,b\n');
    const object = await storageOf().put(tenantId, pieces(bytes), { limit: LIMIT });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(object).toMatchObject({ tenantId, size, sha256, mediaType: 'text/csv', isPending: true });
    const { digest, ...kept } = object;
    expect([digest, await storageOf().head(tenantId, object.id)]).toEqual([sha256, kept]);
    const { bytes: read } = await storageOf().get(tenantId, object.id);
    expect((await all(read)).equals(bytes)).toBe(true);
    await storageOf().remove(tenantId, object.id);
    await expect(storageOf().get(tenantId, object.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it("gives parts of what is nobody's personal data", async () => {
    const bytes = randomBytes(200_000);
    const { id } = await storageOf().put(tenantId, pieces(bytes), { limit: LIMIT });
    const part = (offset: number, length: number) => storageOf().part(tenantId, id, { offset, length });
    expect((await part(0, 10)).equals(bytes.subarray(0, 10))).toBe(true);
    expect((await part(70_000, 100_000)).equals(bytes.subarray(70_000, 170_000))).toBe(true);
    expect((await part(199_999, 10)).equals(bytes.subarray(-1))).toBe(true);
    expect((await part(200_000, 10)).length).toBe(0);
    const personal = await storageOf().put(tenantId, pieces(bytes), { limit: LIMIT, subject: randomUUID() });
    await expect(storageOf().part(tenantId, personal.id, { offset: 0, length: 1 })).rejects.toThrow(TypeError);
  });

  it.each([0, 65_535, 65_536, 65_537, 131_072])('encrypts %d personal bytes under their key', async (size) => {
    const [subject, bytes] = [randomUUID(), Buffer.alloc(size, 'secret')];
    const { id, sha256 } = await storageOf().put(tenantId, pieces(bytes), { limit: LIMIT, subject });
    expect(sha256).toBeNull();
    const raw = await all(await blobsOf().read({ tenantId, id }));
    expect(raw.includes('secret')).toBe(false);
    expect((await all((await storageOf().get(tenantId, id)).bytes)).equals(bytes)).toBe(true);
    await destroyer.destroy({ tenantId, subject });
    keys.forget({ tenantId, subject });
    await expect(
      storageOf()
        .get(tenantId, id)
        .then((got) => all(got.bytes)),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(storageOf().put(tenantId, pieces(bytes), { limit: LIMIT, subject })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('does not open personal bytes that were changed, cut off or exchanged', async () => {
    const options = { limit: LIMIT, subject: randomUUID() };
    const [one, other] = await Promise.all(
      [1, 2].map(() => storageOf().put(tenantId, pieces(randomBytes(150_000)), options)),
    );
    const [key, from] = [one, other].map((each) => ({ tenantId, id: each?.id as string }));
    const raw = await all(await blobsOf().read(key as never));
    const changed = Buffer.from(raw);
    changed[100_000] = (changed[100_000] as number) ^ 1;
    const exchanged = await all(await blobsOf().read(from as never));
    for (const wrong of [changed, raw.subarray(0, -1), raw.subarray(0, 20 + 65_552), raw.subarray(0, 10), exchanged]) {
      await blobsOf().write(key as never, pieces(wrong));
      const got = await storageOf().get(tenantId, one?.id as string);
      await expect(all(got.bytes)).rejects.toMatchObject({ name: 'UndecipherableObject' });
    }
  });

  it('leaves nothing of a file that is too large, of the wrong kind, or breaks off', async () => {
    const before = await stored();
    const broken = async function* () {
      yield* pieces(Buffer.alloc(150_000));
      throw new Error('the client went away');
    };
    const put = (source: AsyncIterable<Uint8Array>, more = {}) =>
      storageOf().put(tenantId, source, { limit: 200_000, ...more });
    await expect(put(pieces(Buffer.alloc(200_001)))).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    await expect(put(broken())).rejects.toThrow('the client went away');
    const takes = ['text/csv'];
    await expect(put(pieces(Buffer.from('%PDF-1.7')), { takes })).rejects.toMatchObject({
      code: 'UNSUPPORTED_MEDIA_TYPE',
    });
    expect(await rowsOf(tenantId)).toBe(0);
    expect(await stored()).toBe(before);
  });

  it('is of one organisation: another neither reads, claims nor removes it', async () => {
    const { id } = await storageOf().put(tenantId, pieces(Buffer.from('a,b')), { limit: LIMIT });
    const other = randomUUID();
    await expect(storageOf().get(other, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(storageOf().claim(other, id, 'me')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await storageOf().remove(other, id);
    const listed: string[] = [];
    for await (const object of storageOf().list(tenantId)) listed.push(object.id);
    expect(listed).toEqual([id]);
  });

  it('sweeps an object unclaimed for a day by the database clock, and keeps a claimed one', async () => {
    const [kept, swept, young] = await Promise.all(
      [1, 2, 3].map(() => storageOf().put(tenantId, pieces(Buffer.from('a,b')), { limit: LIMIT })),
    );
    await storageOf().claim(tenantId, kept?.id as string, 'import');
    await storageOf().claim(tenantId, kept?.id as string, 'import');
    await expect(storageOf().claim(tenantId, kept?.id as string, 'another')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await pool.query(`UPDATE storage.object SET created_at = now() - $2 * interval '1 ms' WHERE id = ANY ($1)`, [
      [kept?.id, swept?.id],
      DAY_MS + 1_000,
    ]);
    await Promise.all([storageOf().sweep(), storageOf().sweep()]);
    await expect(storageOf().head(tenantId, swept?.id as string)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(blobsOf().read({ tenantId, id: swept?.id as string })).rejects.toMatchObject({ name: 'BlobMissing' });
    for (const object of [kept, young]) {
      expect((await all((await storageOf().get(tenantId, object?.id as string)).bytes)).toString()).toBe('a,b');
    }
  });

  it.each(['write', 'remove'] as const)(
    'a process that dies at its %s leaves only remains that the sweep finds',
    async (verb) => {
      const before = await stored();
      const died = () => Promise.reject(new Error('killed'));
      const blobs = blobsOf();
      const dying: Blobs = { write: blobs.write.bind(blobs), read: blobs.read.bind(blobs), remove: died };
      if (verb === 'write') dying.write = async (...written) => void (await blobs.write(...written), await died());
      const put = storageOf(dying).put(tenantId, pieces(Buffer.from('a,b')), { limit: LIMIT });
      if (verb === 'write') await expect(put).rejects.toThrow('killed');
      else await expect(storageOf(dying).remove(tenantId, (await put).id)).rejects.toThrow('killed');
      expect([await rowsOf(tenantId), await stored()]).toEqual([1, before + 1]);
      await pool.query(`UPDATE storage.object SET created_at = now() - interval '2 days' WHERE tenant_id = $1`, [
        tenantId,
      ]);
      await storageOf().sweep();
      expect([await rowsOf(tenantId), await stored()]).toEqual([0, before]);
    },
  );
});

it('a full disk is an error that leaves nothing', async () => {
  const root = join(folder, 'full');
  const full = {
    open: async (path: string, flags: string) => {
      const file = await open(path, flags);
      if (flags !== 'r') file.writeFile = () => Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }));
      return file;
    },
  };
  const tenantId = randomUUID();
  const storage = new Storage({ blobs: new FolderBlobs({ root, ...full }), objects: new ObjectTable(pool), keys });
  await expect(storage.put(tenantId, pieces(Buffer.from('a')), { limit: 10 })).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
  });
  expect([await rowsOf(tenantId), await filesIn(root)]).toEqual([0, []]);
});

it('follows no redirect of S3: only the server of the settings is asked', async () => {
  const [elsewhere, leading] = [await FakeS3.open(), await FakeS3.open()];
  leading.leadsTo = elsewhere.options.endpoint;
  const blobs = new S3Blobs(leading.options);
  const refusal: unknown = await blobs
    .read({ tenantId: randomUUID(), id: randomUUID() })
    .catch((error: unknown) => error);
  for (const server of [elsewhere, leading]) await server.close();
  expect(refusal).toMatchObject({ message: 'fetch failed' });
  expect([leading.asked, elsewhere.asked]).toEqual([1, 0]);
});

it('takes only UUIDs for a path', async () => {
  const blobs = new FolderBlobs({ root: folder });
  for (const id of ['../../etc/passwd', '..', `${randomUUID()}/..`, '']) {
    await expect(blobs.read({ tenantId: randomUUID(), id })).rejects.toThrow(TypeError);
    await expect(blobs.read({ tenantId: id, id: randomUUID() })).rejects.toThrow(TypeError);
  }
});
