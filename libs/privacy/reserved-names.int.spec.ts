import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { migratedDatabase, type MigratedDatabase } from '#libs/testing/migrated-database';
import { MasterKeys, ReservedNames, privacyMigrations, randomKey } from '.';

let database: MigratedDatabase;
let pool: Pool;
const master = randomKey();

beforeAll(async () => {
  database = await migratedDatabase(privacyMigrations);
  pool = database.pool('opsledger_keys', 8);
});
afterAll(() => database.drop());

const another = (masters = new MasterKeys(master)) => new ReservedNames(pool, masters);
const one = <Result>(ask: (names: ReservedNames) => Result): Result => ask(another());
const address = () => ({ kind: 'account_email', tenantId: randomUUID(), value: `${randomUUID()}@example.com` });

test('a value has one name in every process, also when several ask at the same moment', async () => {
  const value = address();
  const names = await Promise.all(Array.from({ length: 8 }, () => another().nameOf(value)));
  expect(new Set(names).size).toBe(1);
  expect(names[0]).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test('many values have their names from a few statements, each the one that another process finds', async () => {
  const values = Array.from({ length: 600 }, address);
  const statements = jest.spyOn(pool, 'query');
  const names = await one((asked) => Promise.all(values.map((value) => asked.nameOf(value))));
  expect(statements.mock.calls.length).toBeLessThan(10);
  statements.mockRestore();
  expect(new Set(names).size).toBe(600);
  expect(await one((asked) => Promise.all(values.map((value) => asked.knownNameOf(value))))).toEqual(names);
});

test('processes that make the same values at the same moment, in different orders, agree on their names', async () => {
  const values = Array.from({ length: 200 }, address);
  const backwards = values.toReversed();
  const [there, back] = await Promise.all([
    one((asked) => Promise.all(values.map((value) => asked.nameOf(value)))),
    one((asked) => Promise.all(backwards.map((value) => asked.nameOf(value)))),
  ]);
  expect(back).toEqual(there.toReversed());
});

test('kind, organisation and value each change the name', async () => {
  const value = address();
  const others = [
    { ...value, kind: 'item_number' },
    { ...value, tenantId: randomUUID() },
    { ...value, value: `${value.value}x` },
  ];
  const names = await Promise.all([value, ...others].map((each) => another().nameOf(each)));
  expect(new Set(names).size).toBe(4);
});

test('looking a name up makes none', async () => {
  const value = address();
  expect(await another().knownNameOf(value)).toBeUndefined();
  const name = await another().nameOf(value);
  expect(await another().knownNameOf(value)).toBe(name);
});

test('after its key is destroyed a value starts afresh under another name', async () => {
  const value = address();
  const old = await another().nameOf(value);
  await another().destroy(value, old);
  await another().destroy(value, old);
  expect(await another().knownNameOf(value)).toBeUndefined();
  const fresh = await another().nameOf(value);
  expect(fresh).not.toBe(old);
  await another().destroy(value, old);
  expect(await another().nameOf(value)).toBe(fresh);
});

test('names stay when the master key is changed', async () => {
  const value = address();
  const name = await another().nameOf(value);
  const rotated = new MasterKeys(randomKey(), [master]);
  expect(await another(rotated).nameOf(value)).toBe(name);
});

test('neither value nor key is in the tables', async () => {
  const value = address();
  await another().nameOf(value);
  const { rows } = await pool.query('SELECT lookup, wrapped_key FROM privacy.reserved_value');
  const stored = Buffer.concat(rows.flatMap((row: Record<string, Buffer>) => Object.values(row)));
  expect(stored.includes(value.value)).toBe(false);
});
