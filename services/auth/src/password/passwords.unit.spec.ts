import * as argon2 from '@node-rs/argon2';
import type { Pool } from 'pg';
import { Passwords } from './passwords.store';

jest.mock('@node-rs/argon2', () => {
  const actual = jest.requireActual<typeof argon2>('@node-rs/argon2');
  return { ...actual, hash: jest.fn(actual.hash) };
});

/** A table without rows. */
const empty = { query: () => Promise.resolve({ rows: [] }) } as never as Pool;

it('a fault in making the substitute hash ends with the attempt that hit it', async () => {
  const passwords = new Passwords(empty);
  jest.mocked(argon2.hash).mockRejectedValueOnce(new Error('no memory'));
  await expect(passwords.matches(null, 'any')).rejects.toThrow('no memory');
  expect(await passwords.matches(null, 'any')).toBe(false);
});
