import { createHmac, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { DomainError, type ErrorCode } from '#contracts/errors';
import { addressKey, siteKey } from '#libs/identity';
import { Turns } from './turns';

const ACCOUNT_FAILURES = 5;
/** The period of counting, and of a lock. */
const MINUTES = 15;
/** So many failures in a row, however far apart, lock an account until its password is reset. */
const FAILURES_IN_A_ROW = 100;
/** A /48 of IPv6 holds many lines. */
const SITE_FACTOR = 16;

export interface SignInSettings {
  /** Failures from one network address before it is locked. */
  readonly loginAddressFailures: number;
}

/** A right password, or a right code. */
export interface Proven {
  readonly accountId: string;
  /**
   * False for a part of what the account's sign-in asks for: the second factor belongs to the same attempt, so no
   * failure is forgotten yet.
   */
  readonly complete: boolean;
}

/** A failure with a code of its own. */
export interface Failed {
  readonly failed: ErrorCode;
}

/** A lock that begins. */
export interface Lock {
  readonly of: 'account' | 'device';
  /** Only a reset of the password opens it. */
  readonly untilReset: boolean;
}

export interface AttemptOptions {
  /** The id of a browser that has signed in with the address: its failures are counted apart. */
  readonly device?: string | undefined;
  /** Called once for each lock. */
  readonly onLock?: (lock: Lock) => void;
}

/** One counter, and the count that locks. */
interface Counter {
  readonly what: Lock['of'] | 'address';
  readonly hash: Buffer;
  /** Of a device: the hash of the account's counter. */
  readonly account?: Buffer;
  readonly limit: number;
}

/**
 * Failed sign-ins, counted for fifteen minutes per e-mail address (with or without an account) and per network address.
 * Kept as HMACs: nothing typed is recorded.
 *
 * An attempt counts before its password is checked, and is forgotten when that was right: however many guesses come at
 * once, no more are checked than a lock allows. Within a process an account's attempts wait for one another, so that
 * right ones do not lock each other out.
 */
export class FailedAttempts {
  private key: Promise<Buffer> | undefined;
  private readonly turns = new Turns();

  constructor(
    private readonly database: Pool,
    private readonly settings: SignInSettings,
  ) {}

  /**
   * Returns the result of `verify`; `undefined` from it is a failure.
   * @throws DomainError `INVALID_CREDENTIALS`, or the code of a `Failed`; `ACCOUNT_LOCKED` with `retryAfter` in seconds, without calling `verify`
   */
  attempt(
    email: string,
    address: string | undefined,
    verify: () => Promise<Proven | Failed | undefined>,
    { device, onLock }: AttemptOptions = {},
  ): Promise<string> {
    return this.turns.take(device === undefined ? email : `${device} ${email}`, async () => {
      const account = await this.accountCounter(email, device);
      const network = await this.networkCounter(address);
      await this.begin(account, network);
      const found = await verify().catch(async (error: unknown) => {
        // Neither right nor wrong, so the attempt does not count.
        for (const counter of [account, ...network]) await this.takeBack(counter);
        throw error;
      });
      if (found === undefined || 'failed' in found) {
        for (const counter of [account, ...network]) {
          const lock = await this.countFailure(counter);
          if (lock) onLock?.(lock);
        }
        throw new DomainError(found?.failed ?? 'INVALID_CREDENTIALS');
      }
      await (found.complete ? this.forget(account) : this.takeBack(account));
      for (const counter of network) await this.takeBack(counter);
      return found.accountId;
    });
  }

  /** Opens a locked account, for its devices too: its password was reset. */
  async open(email: string): Promise<void> {
    const hash = await this.hashOf('account', email);
    await this.forget({ what: 'account', hash });
    await this.database.query('DELETE FROM auth.sign_in_failure WHERE account = $1', [hash]);
  }

  /** Opens a lock that time would open. Failures in a row stay: a hundred are for a reset alone. */
  async unlock(email: string): Promise<void> {
    await this.database.query(
      `UPDATE auth.sign_in_failure SET failures = 0, locked_until = NULL
        WHERE (what = 'account' AND hash = $1) OR account = $1`,
      [await this.hashOf('account', email)],
    );
  }

  /** An attempt on a locked account is not checked and counts for nothing. */
  private async begin(account: Counter, network: readonly Counter[]): Promise<void> {
    for (const counter of network) refuseLocked(await this.count(counter));
    const locked = await this.count(account);
    if (locked !== undefined) for (const counter of network) await this.takeBack(counter);
    refuseLocked(locked);
  }

  /**
   * Counts an attempt; returns the seconds to wait when it is one too many. Attempts move neither a lock nor its end.
   */
  private async count({ what, hash, limit, account }: Counter): Promise<number | undefined> {
    const { rows } = await this.database.query<{ failures: number; locked_for: number | null }>(
      `INSERT INTO auth.sign_in_failure AS known (what, hash, failures, window_began, account)
       VALUES ($1, $2, 1, now(), $6)
       ON CONFLICT (what, hash) DO UPDATE
         SET (failures, window_began, locked_until) = (
           SELECT CASE WHEN locked THEN known.failures WHEN counting THEN least(known.failures, $3) + 1 ELSE 1 END,
                  CASE WHEN locked OR counting THEN known.window_began ELSE now() END,
                  CASE WHEN locked THEN known.locked_until END
             FROM (SELECT coalesce(known.locked_until > now(), false) OR (${FOR_GOOD}) AS locked,
                          known.locked_until IS NULL
                            AND known.window_began > now() - make_interval(mins => $4) AS counting) AS standing)
       RETURNING failures, CASE WHEN ${FOR_GOOD} THEN $4 * 60
                                ELSE ceil(extract(epoch FROM locked_until - now()))::integer END AS locked_for`,
      [what, hash, limit, MINUTES, FAILURES_IN_A_ROW, account ?? null],
    );
    const [row] = rows;
    if (!row) throw new Error('an attempt was not counted');
    if (row.locked_for !== null) return Math.max(1, row.locked_for);
    // As many attempts are under way as could lock it; their outcome is known in a moment.
    return row.failures > limit ? 1 : undefined;
  }

  /** A failure that fills the count locks for the whole period from now on. Returns the lock that it begins. */
  private async countFailure({ what, hash, limit }: Counter): Promise<Lock | undefined> {
    const { rows } = await this.database.query<{ begins: boolean; until_reset: boolean }>(
      `UPDATE auth.sign_in_failure
          SET in_a_row = in_a_row + 1,
              locked_until = CASE WHEN failures >= $3 AND locked_until IS NULL THEN now() + make_interval(mins => $4)
                                  ELSE locked_until END
        WHERE what = $1 AND hash = $2
        RETURNING coalesce(locked_until = now() + make_interval(mins => $4), false) OR in_a_row = $5 AS begins,
                  in_a_row >= $5 AS until_reset`,
      [what, hash, limit, MINUTES, FAILURES_IN_A_ROW],
    );
    const [row] = rows;
    return row?.begins && what !== 'address' ? { of: what, untilReset: row.until_reset } : undefined;
  }

  private async takeBack({ what, hash, limit }: Counter): Promise<void> {
    await this.database.query(
      `UPDATE auth.sign_in_failure SET failures = greatest(least(failures, $3) - 1, 0)
        WHERE what = $1 AND hash = $2 AND locked_until IS NULL`,
      [what, hash, limit],
    );
  }

  /** After the right password the account's failures are forgotten, the network address's are not. */
  private async forget({ what, hash }: Pick<Counter, 'what' | 'hash'>): Promise<void> {
    await this.database.query('DELETE FROM auth.sign_in_failure WHERE what = $1 AND hash = $2', [what, hash]);
  }

  /** Of the account, or of one browser that it is used with. */
  private async accountCounter(email: string, device: string | undefined): Promise<Counter> {
    const account = await this.hashOf('account', email);
    if (device === undefined) return { what: 'account', hash: account, limit: ACCOUNT_FAILURES };
    return {
      what: 'device',
      hash: await this.hashOf('device', `${device}\n${email}`),
      account,
      limit: ACCOUNT_FAILURES,
    };
  }

  private async networkCounter(address: string | undefined): Promise<readonly Counter[]> {
    if (address === undefined) return [];
    const limit = this.settings.loginAddressFailures;
    const counter = async (key: string, most: number): Promise<Counter> => {
      return { what: 'address', hash: await this.hashOf('address', key), limit: most };
    };
    const site = siteKey(address);
    const line = await counter(addressKey(address), limit);
    return site === undefined ? [line] : [line, await counter(site, limit * SITE_FACTOR)];
  }

  private async hashOf(what: Counter['what'], value: string): Promise<Buffer> {
    this.key ??= this.loadKey().catch((error: unknown) => {
      // The next attempt asks again.
      this.key = undefined;
      throw error;
    });
    return createHmac('sha256', await this.key)
      .update(`${what}\n${value}`)
      .digest();
  }

  private async loadKey(): Promise<Buffer> {
    await this.database.query(
      `INSERT INTO auth.secret (name, value) VALUES ('sign-in-failures', $1) ON CONFLICT (name) DO NOTHING`,
      [randomBytes(32)],
    );
    const { rows } = await this.database.query<{ value: Buffer }>(
      `SELECT value FROM auth.secret WHERE name = 'sign-in-failures'`,
    );
    const [row] = rows;
    if (!row) throw new Error('the key of failed sign-ins is gone');
    return row.value;
  }
}

/** Not of a network address, which has many people behind it. */
const FOR_GOOD = `known.what IN ('account', 'device') AND known.in_a_row >= $5::integer`;

function refuseLocked(retryAfter: number | undefined): void {
  if (retryAfter !== undefined) throw new DomainError('ACCOUNT_LOCKED', undefined, { retryAfter });
}
