import * as argon2 from '@node-rs/argon2';
import type { Pool } from 'pg';
import { Passwords } from './passwords.store';

jest.mock('@node-rs/argon2', () => {
  const actual = jest.requireActual<typeof argon2>('@node-rs/argon2');
  return { ...actual, hash: jest.fn(actual.hash) };
});

const keys = { key: () => Promise.resolve(Buffer.alloc(32, 7)) };

/** A table with one row at most. */
function table(row: { hash?: string } = {}) {
  const query = async (statement: string, values: string[]) => {
    if (statement.startsWith('INSERT')) row.hash ??= values[1] as string;
    if (statement.startsWith('UPDATE') && row.hash === values[1]) row.hash = values[2] as string;
    return { rows: row.hash === undefined ? [] : [{ hash: row.hash }] };
  };
  return { row, passwords: new Passwords({ query } as never as Pool, keys) };
}

it('a fault in making the substitute hash ends with the attempt that hit it', async () => {
  const { passwords } = table();
  jest.mocked(argon2.hash).mockRejectedValueOnce(new Error('no memory'));
  await expect(passwords.matches(null, 'any')).rejects.toThrow('no memory');
  expect(await passwords.matches(null, 'any')).toBe(false);
});

it('is one password, however a keyboard composes its characters', async () => {
  const { passwords } = table();
  await passwords.hold({ passwordId: 'p', owner: { accountId: 'a' }, password: 'Zürich im Frühling'.normalize('NFD') });
  expect(await passwords.matches('p', 'Zürich im Frühling'.normalize('NFC'))).toBe(true);
  expect(await passwords.matches('p', 'Zurich im Fruhling')).toBe(false);
});

it('cannot be checked against its hash without the platform key', async () => {
  const { row, passwords } = table();
  await passwords.hold({ passwordId: 'p', owner: { accountId: 'a' }, password: 'seven blue kettles sing' });
  expect(await argon2.verify(row.hash as string, 'seven blue kettles sing')).toBe(false);
});

it('is hashed again at the right password once the cost has grown, and not at a wrong one', async () => {
  const secret = await keys.key();
  const cheap = await argon2.hash('seven blue kettles sing', {
    memoryCost: 8_192,
    timeCost: 2,
    parallelism: 1,
    secret,
  });
  const { row, passwords } = table({ hash: cheap });
  expect(await passwords.matches('p', 'another')).toBe(false);
  expect(row.hash).toBe(cheap);
  expect(await passwords.matches('p', 'seven blue kettles sing')).toBe(true);
  expect(row.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await passwords.matches('p', 'seven blue kettles sing')).toBe(true);
});
