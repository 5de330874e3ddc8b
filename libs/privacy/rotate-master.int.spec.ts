import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { migratedDatabase, type MigratedDatabase } from '#libs/testing/migrated-database';
import {
  MasterKeyMissing,
  MasterKeys,
  PlatformKeys,
  ReservedNames,
  SubjectKeys,
  privacyMigrations,
  randomKey,
  rewrapKeys,
} from '.';

let database: MigratedDatabase;
let pool: Pool;
const [former, next] = [randomKey(), randomKey()];

beforeAll(async () => {
  database = await migratedDatabase(privacyMigrations);
  pool = database.pool('opsledger_keys', 2);
});
afterAll(() => database.drop());

const value = { kind: 'account_email', tenantId: randomUUID(), value: 'ada@example.com' };
const people = Array.from({ length: 1_100 }, () => ({ tenantId: randomUUID(), subject: randomUUID() }));
const erased = { tenantId: randomUUID(), subject: randomUUID() };

/** Everything that the keys give. */
async function given(masters: MasterKeys) {
  const keyring = database.pool('opsledger_keyring', 2);
  const keys = new SubjectKeys(keyring, masters);
  await keys.prepare(people);
  return {
    ofPeople: await Promise.all(people.map(async (of) => (await keys.current(of))?.secret.export().toString('hex'))),
    ofErased: await keys.current(erased),
    ofPlatform: (await new PlatformKeys(keyring, masters).key('auth.password-pepper')).toString('hex'),
    ofValue: await new ReservedNames(keyring, masters).nameOf(value),
  };
}

test('every key is the same under the next master key, which alone is needed, also after an interruption', async () => {
  const before = await given(new MasterKeys(former));
  await new SubjectKeys(pool, new MasterKeys(former)).destroy(erased);
  let statements = 0;
  const dying = {
    query: (...asked: Parameters<Pool['query']>) => {
      if (++statements > 5) throw new Error('killed');
      return pool.query(...asked);
    },
  };
  await expect(rewrapKeys(dying as never, new MasterKeys(next, [former]))).rejects.toThrow('killed');
  expect(await given(new MasterKeys(former, [next]))).toEqual({ ...before, ofErased: null });

  expect(await rewrapKeys(pool, new MasterKeys(next, [former]))).toBeGreaterThan(0);
  expect(await given(new MasterKeys(next))).toEqual({ ...before, ofErased: null });
  await expect(given(new MasterKeys(former))).rejects.toThrow(MasterKeyMissing);
  expect(await rewrapKeys(pool, new MasterKeys(next))).toBe(0);
});
