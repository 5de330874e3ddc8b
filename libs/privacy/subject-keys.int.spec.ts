import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { migratedDatabase, type MigratedDatabase } from '#libs/testing/migrated-database';
import {
  MasterKeys,
  SubjectKeys,
  UnknownSubjectKey,
  openField,
  privacyMigrations,
  randomKey,
  sealField,
  sealedUnder,
  type SubjectKey,
} from '.';

let database: MigratedDatabase;
let pool: Pool;
const master = randomKey();

beforeAll(async () => {
  database = await migratedDatabase(privacyMigrations);
  pool = database.pool('opsledger_keys', 8);
});
afterAll(() => database.drop());

const another = (options = {}) => new SubjectKeys(pool, new MasterKeys(master), options);
const person = () => ({ tenantId: randomUUID(), subject: randomUUID() });
const present = (key: SubjectKey | null | undefined): SubjectKey => {
  if (!key) throw new Error('the subject has no key');
  return key;
};

test('a field that one process encrypted is decrypted by another', async () => {
  const of = person();
  const text = sealField(present(await another().current(of)), 'name', 'Ada');
  const keys = await another().byId(new Set([sealedUnder(text)]));
  expect(openField(present(keys.get(sealedUnder(text))), 'name', text)).toBe('Ada');
});

test('processes that use a subject for the first time at the same moment use the same key', async () => {
  const subjects = Array.from({ length: 20 }, person);
  const processes = Array.from({ length: 8 }, () => another());
  await Promise.all(processes.map((each) => each.prepare(subjects)));
  for (const of of subjects) {
    const keys = await Promise.all(processes.map(async (each) => present(await each.current(of)).id));
    expect(new Set(keys).size).toBe(1);
  }
});

test('the same person has another key in each organisation', async () => {
  const subject = randomUUID();
  const keys = another();
  const [here, there] = [person(), person()].map(({ tenantId }) => keys.current({ tenantId, subject }));
  expect(present((await here) ?? null).id).not.toBe(present((await there) ?? null).id);
});

test('a cached key is returned without the database', async () => {
  const keys = another();
  const of = person();
  const { id } = present(await keys.current(of));
  expect(keys.current(of)).toMatchObject({ id });
  expect(keys.byId(new Set([id]))).toEqual(new Map([[id, expect.objectContaining(of)]]));
});

test('many subjects are fetched and made in a bounded number of round trips', async () => {
  const counted = { query: jest.fn((sql: string, values: unknown[]) => pool.query(sql, values)) };
  const keys = new SubjectKeys(counted as never, new MasterKeys(master));
  const subjects = Array.from({ length: 500 }, person);
  await keys.prepare(subjects);
  expect(counted.query).toHaveBeenCalledTimes(3);
  await keys.prepare(subjects);
  expect(counted.query).toHaveBeenCalledTimes(3);
});

test('a destroyed key is gone for good: nothing can be decrypted, and a late writer makes no new one', async () => {
  const of = person();
  const keys = another();
  const { id } = present(await keys.current(of));
  await keys.destroy(of);
  await keys.destroy(of);
  for (const each of [keys, another()]) {
    expect((await each.byId(new Set([id]))).get(id)).toBeNull();
    expect(await each.current(of)).toBeNull();
  }
  const { rows } = await pool.query('SELECT wrapped_key, master_key_id FROM privacy.subject_key WHERE id = $1', [id]);
  expect(rows).toEqual([{ wrapped_key: null, master_key_id: null }]);
});

test('a subject that was erased before its first key was made gets none', async () => {
  const of = person();
  await another().destroy(of);
  expect(await another().current(of)).toBeNull();
});

test('a key destroyed by another process leaves the cache when its time is over', async () => {
  const of = person();
  const keys = another({ cachedForMs: 1 });
  await keys.current(of);
  await another().destroy(of);
  const start = performance.now();
  while (performance.now() < start + 2);
  expect(await keys.current(of)).toBeNull();
});

test('a subject that is reopened gets a new key, and erased data stays erased', async () => {
  const of = person();
  const keys = another();
  const old = present(await keys.current(of));
  await keys.reopen(of);
  expect(present(await keys.current(of)).id).toBe(old.id);
  await keys.destroy(of);
  await Promise.all([keys.reopen(of), another().reopen(of)]);
  const again = present(await keys.current(of));
  expect(again.id).not.toBe(old.id);
  expect(present(await another().current(of)).id).toBe(again.id);
  expect((await keys.byId(new Set([old.id]))).get(old.id)).toBeNull();
});

test('an unknown key is an error, not an erasure', async () => {
  const id = randomUUID();
  await expect(another().byId(new Set([id]))).rejects.toThrow(new UnknownSubjectKey(id));
});

test('keys are wrapped in the table and bound to their row', async () => {
  const [one, other] = [person(), person()];
  const keys = another();
  const [first, second] = [present(await keys.current(one)), present(await keys.current(other))];
  const { rows } = await pool.query<{ wrapped_key: Buffer }>('SELECT wrapped_key FROM privacy.subject_key');
  const secrets = [first, second].map((key) => key.secret.export());
  for (const row of rows) for (const secret of secrets) expect(row.wrapped_key?.includes(secret) ?? false).toBe(false);
  await pool.query(
    `UPDATE privacy.subject_key SET wrapped_key = (SELECT wrapped_key FROM privacy.subject_key WHERE id = $1)
      WHERE id = $2`,
    [first.id, second.id],
  );
  await expect(another().current(other)).rejects.toThrow('cannot be unwrapped');
});

test('an ambiguous id is refused', () => {
  const { tenantId } = person();
  expect(() => another().current({ tenantId, subject: 'a b' })).toThrow(TypeError);
  expect(() => another().current({ tenantId, subject: '' })).toThrow(TypeError);
});

test('only the role of keys sees them', async () => {
  for (const role of ['opsledger_reader', 'opsledger_projector', 'opsledger_log', 'opsledger_platform'] as const) {
    const other = database.pool(role, 1);
    await expect(other.query('SELECT 1 FROM privacy.subject_key')).rejects.toThrow('permission denied');
  }
});
