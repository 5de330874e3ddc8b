import { randomBytes } from 'node:crypto';
import { DomainError } from '#contracts/errors';
import { SETTINGS, TestAuth } from '../auth.fixture';
import { FailedAttempts, type Lock, type Proven } from './failed-attempts.store';

let auth: TestAuth;
let attempts: FailedAttempts;
beforeAll(async () => {
  auth = await TestAuth.open();
  attempts = auth.get(FailedAttempts);
});
afterAll(() => auth.close());

const FIFTEEN_MINUTES = 15 * 60;
const somebody = () => `${randomBytes(6).toString('hex')}@example.org`;
const right = async () => ({ accountId: 'an account', complete: true });
const rightSoFar = async () => ({ accountId: 'an account', complete: false });
const wrong = async () => undefined;

/** The code of the refusal, with the seconds to wait if there are some; `right` for success. */
async function outcome(email: string, verify = wrong as () => Promise<Proven | undefined>, address?: string) {
  try {
    await attempts.attempt(email, address, verify);
    return 'right';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.code;
  }
}
async function fail(email: string, times: number, address?: string) {
  for (let time = 0; time < times; time++) expect(await outcome(email, wrong, address)).toBe('INVALID_CREDENTIALS');
}
async function secondsLocked(email: string, address?: string): Promise<number> {
  const refusal: unknown = await attempts.attempt(email, address, right).catch((error: unknown) => error);
  return Number((refusal as DomainError).details['retryAfter']);
}
const passMinutes = (minutes: number) =>
  auth.database.query(
    `UPDATE auth.sign_in_failure SET window_began = window_began - make_interval(mins => $1),
                                     locked_until = locked_until - make_interval(mins => $1)`,
    [minutes],
  );

describe('an account', () => {
  it('is locked by its fifth failure, and its right password is not checked', async () => {
    const email = somebody();
    await fail(email, 5);
    const verify = jest.fn(right);
    expect(await outcome(email, verify)).toBe('ACCOUNT_LOCKED');
    expect(verify).not.toHaveBeenCalled();
  });

  it('stays locked for fifteen minutes, however long ago the first failure was', async () => {
    const email = somebody();
    await fail(email, 4);
    await passMinutes(14);
    await fail(email, 1);
    const seconds = await secondsLocked(email);
    expect(seconds).toBeGreaterThan(FIFTEEN_MINUTES - 30);
    expect(seconds).toBeLessThanOrEqual(FIFTEEN_MINUTES);
  });

  it('is open again after that, with a count of zero, and attempts meanwhile did not prolong the lock', async () => {
    const email = somebody();
    await fail(email, 5);
    await passMinutes(14);
    expect(await outcome(email)).toBe('ACCOUNT_LOCKED');
    await passMinutes(1);
    await fail(email, 4);
    expect(await outcome(email, right)).toBe('right');
  });

  it('is not locked by failures that are further apart', async () => {
    const email = somebody();
    await fail(email, 4);
    await passMinutes(15);
    await fail(email, 4);
    expect(await outcome(email, right)).toBe('right');
  });

  it('has its failures forgotten after the right password', async () => {
    const email = somebody();
    await fail(email, 4);
    expect(await outcome(email, right)).toBe('right');
    await fail(email, 4);
    expect(await outcome(email, right)).toBe('right');
  });

  it('has five guesses checked and no more, however many come at once and to however many processes', async () => {
    const email = somebody();
    const processes = [attempts, ...Array.from({ length: 3 }, () => new FailedAttempts(auth.database, SETTINGS))];
    const verify = jest.fn(wrong);
    const guesses = Array.from({ length: 40 }, (_, index) =>
      (processes[index % 4] as FailedAttempts).attempt(email, undefined, verify).catch(() => undefined),
    );
    await Promise.all(guesses);
    expect(verify).toHaveBeenCalledTimes(5);
  });

  it('has none forgotten while a second factor is still asked for', async () => {
    const email = somebody();
    await fail(email, 4);
    for (let time = 0; time < 6; time++) expect(await outcome(email, rightSoFar)).toBe('right');
    expect(await outcome(email)).toBe('INVALID_CREDENTIALS');
    expect(await outcome(email, rightSoFar)).toBe('ACCOUNT_LOCKED');
    await passMinutes(15);
    expect(await outcome(email, right)).toBe('right');
    await fail(email, 4);
  });

  it('is locked by a hundred failures in a row, however far apart, until its password is reset', async () => {
    const email = somebody();
    for (let period = 0; period < 25; period++) {
      await fail(email, 4);
      await passMinutes(15);
    }
    const verify = jest.fn(right);
    expect(await outcome(email, verify)).toBe('ACCOUNT_LOCKED');
    await passMinutes(10_000);
    expect(await outcome(email, verify)).toBe('ACCOUNT_LOCKED');
    expect(await secondsLocked(email)).toBe(FIFTEEN_MINUTES);
    expect(verify).not.toHaveBeenCalled();
    await attempts.open(email);
    expect(await outcome(email, verify)).toBe('right');
  });

  it('starts a new row of failures at a complete sign-in', async () => {
    const email = somebody();
    for (let period = 0; period < 26; period++) {
      await fail(email, 4);
      await passMinutes(15);
      if (period === 20) expect(await outcome(email, right)).toBe('right');
    }
    expect(await outcome(email, right)).toBe('right');
  });

  it('is not locked by right passwords that come at once', async () => {
    const email = somebody();
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => outcome(email, right)));
    expect(outcomes).toEqual(Array.from({ length: 12 }, () => 'right'));
  });

  it('is not charged with an attempt that could not be checked', async () => {
    const email = somebody();
    const broken = () => Promise.reject(new Error('the database is gone'));
    for (let time = 0; time < 6; time++) {
      await expect(attempts.attempt(email, '192.0.2.9', broken)).rejects.toThrow('gone');
    }
    expect(await outcome(email, right, '192.0.2.9')).toBe('right');
  });
});

describe('a network address', () => {
  it('is locked by failures of any accounts, and then refuses everybody', async () => {
    for (let time = 0; time < 8; time++) await fail(somebody(), 1, '192.0.2.1');
    expect(await outcome(somebody(), right, '192.0.2.1')).toBe('ACCOUNT_LOCKED');
    expect(await outcome(somebody(), right, '192.0.2.2')).toBe('right');
    expect(await secondsLocked(somebody(), '192.0.2.1')).toBeGreaterThan(FIFTEEN_MINUTES - 30);
  });

  it('keeps its failures when one of its people has the right password', async () => {
    for (let time = 0; time < 7; time++) await fail(somebody(), 1, '192.0.2.3');
    expect(await outcome(somebody(), right, '192.0.2.3')).toBe('right');
    await fail(somebody(), 1, '192.0.2.3');
    expect(await outcome(somebody(), right, '192.0.2.3')).toBe('ACCOUNT_LOCKED');
  });

  it('is a network of 64 bits for IPv6', async () => {
    for (let host = 1; host <= 8; host++) await fail(somebody(), 1, `2001:db8:1:2::${host}`);
    expect(await outcome(somebody(), right, '2001:db8:1:2:ffff::1')).toBe('ACCOUNT_LOCKED');
    expect(await outcome(somebody(), right, '2001:db8:1:3::1')).toBe('right');
  });

  it('is a /48 of IPv6 too, with sixteen times as many failures', async () => {
    for (let line = 0; line < 16; line++) {
      for (let time = 0; time < 8; time++) await fail(somebody(), 1, `2001:db8:9:${line.toString(16)}::1`);
    }
    expect(await outcome(somebody(), right, '2001:db8:9:ffff::1')).toBe('ACCOUNT_LOCKED');
    expect(await outcome(somebody(), right, '2001:db8:a:ffff::1')).toBe('right');
  });

  it('is not charged with attempts on a locked account', async () => {
    const email = somebody();
    await fail(email, 5, '192.0.2.4');
    for (let time = 0; time < 10; time++) expect(await outcome(email, wrong, '192.0.2.4')).toBe('ACCOUNT_LOCKED');
    expect(await outcome(somebody(), right, '192.0.2.4')).toBe('right');
  });
});

it('records nothing that was typed', async () => {
  const email = somebody();
  await fail(email, 1, '192.0.2.7');
  const { rows } = await auth.database.query('SELECT * FROM auth.sign_in_failure');
  expect(JSON.stringify(rows.map((row: { hash: Buffer }) => row.hash.toString('latin1')))).not.toContain(email);
});

describe('a browser that signed in before', () => {
  const device = 'a device';
  const by = async (email: string, verify: () => Promise<Proven | undefined>, of = device) =>
    attempts.attempt(email, undefined, verify, { device: of }).then(
      () => 'right',
      (error: unknown) => (error as DomainError).code,
    );

  it('is not locked out by the failures of others, and its own do not count for the account', async () => {
    const email = somebody();
    await fail(email, 5);
    expect(await outcome(email, right)).toBe('ACCOUNT_LOCKED');
    expect(await by(email, right)).toBe('right');
    expect(await outcome(email, right)).toBe('ACCOUNT_LOCKED');
    const another = somebody();
    for (let time = 0; time < 5; time++) expect(await by(another, wrong)).toBe('INVALID_CREDENTIALS');
    expect(await by(another, right)).toBe('ACCOUNT_LOCKED');
    expect(await by(another, right, 'another device')).toBe('right');
    expect(await outcome(another, right)).toBe('right');
  });

  it('is open again when the account is unlocked or its password reset', async () => {
    for (const opens of ['unlock', 'open'] as const) {
      const email = somebody();
      for (let time = 0; time < 5; time++) await by(email, wrong);
      expect(await by(email, right)).toBe('ACCOUNT_LOCKED');
      await attempts[opens](email);
      expect(await by(email, right)).toBe('right');
    }
  });
});

it('reports each lock once', async () => {
  const email = somebody();
  const locks: Lock[] = [];
  const fails = async (times: number, device?: string) => {
    for (let time = 0; time < times; time++) {
      await attempts.attempt(email, undefined, wrong, { device, onLock: (lock) => locks.push(lock) }).catch(() => 0);
    }
  };
  await fails(7);
  expect(locks).toEqual([{ of: 'account', untilReset: false }]);
  await fails(6, 'a device');
  expect(locks).toHaveLength(2);
  await passMinutes(15);
  await auth.database.query(`UPDATE auth.sign_in_failure SET in_a_row = 97 WHERE what = 'account' AND in_a_row = 5`);
  await fails(5);
  expect(locks.slice(1)).toEqual([
    { of: 'device', untilReset: false },
    { of: 'account', untilReset: true },
  ]);
});
