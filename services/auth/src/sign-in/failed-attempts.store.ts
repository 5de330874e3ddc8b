import { createHmac, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { DomainError } from '#contracts/errors';
import { CONFIG, SECRETS_DATABASE } from '#libs/runtime';

const ACCOUNT_FAILURES = 5;
const WINDOW_MINUTES = 15;

export interface SignInSettings {
  /** Failures from one network address before it is locked. */
  readonly loginAddressFailures: number;
}

interface Attempt {
  readonly what: 'account' | 'address';
  readonly hash: Buffer;
  readonly limit: number;
}

/**
 * Failed sign-ins, counted for fifteen minutes per e-mail address (whether it has an account or not) and per network
 * address. Kept as HMACs: what was typed is recorded nowhere.
 */
@Injectable()
export class FailedAttempts {
  private key: Promise<Buffer> | undefined;

  constructor(
    @Inject(SECRETS_DATABASE) private readonly database: Pool,
    @Inject(CONFIG) private readonly settings: SignInSettings,
  ) {}

  /** @throws DomainError `ACCOUNT_LOCKED` with `retryAfter` in seconds */
  async refuseLocked(email: string, address: string | undefined): Promise<void> {
    const attempts = await this.attempts(email, address);
    const { rows } = await this.database.query<{ retry_after: number }>(
      `SELECT ceil(extract(epoch FROM failed.window_began + make_interval(mins => $4) - now()))::integer AS retry_after
         FROM auth.sign_in_failure AS failed
         JOIN unnest($1::text[], $2::bytea[], $3::integer[]) AS asked (what, hash, "limit") USING (what, hash)
        WHERE failed.failures >= asked."limit" AND failed.window_began > now() - make_interval(mins => $4)
        ORDER BY retry_after DESC
        LIMIT 1`,
      [...columns(attempts), WINDOW_MINUTES],
    );
    const [locked] = rows;
    if (locked) throw new DomainError('ACCOUNT_LOCKED', undefined, { retryAfter: Math.max(1, locked.retry_after) });
  }

  async failed(email: string, address: string | undefined): Promise<void> {
    const [what, hash] = columns(await this.attempts(email, address));
    await this.database.query(
      `INSERT INTO auth.sign_in_failure AS known (what, hash, failures, window_began)
       SELECT what, hash, 1, now() FROM unnest($1::text[], $2::bytea[]) AS attempt (what, hash)
       ON CONFLICT (what, hash) DO UPDATE
         SET failures = CASE WHEN known.window_began > now() - make_interval(mins => $3) THEN known.failures + 1 ELSE 1 END,
             window_began = CASE WHEN known.window_began > now() - make_interval(mins => $3) THEN known.window_began
                                 ELSE now() END`,
      [what, hash, WINDOW_MINUTES],
    );
  }

  /** The right password: the account's failures are forgotten, the network address's are not. */
  async succeeded(email: string): Promise<void> {
    await this.database.query(`DELETE FROM auth.sign_in_failure WHERE what = 'account' AND hash = $1`, [
      await this.hashOf('account', email),
    ]);
  }

  private async attempts(email: string, address: string | undefined): Promise<Attempt[]> {
    const account: Attempt = {
      what: 'account',
      hash: await this.hashOf('account', email),
      limit: ACCOUNT_FAILURES,
    };
    if (address === undefined) return [account];
    const limit = this.settings.loginAddressFailures;
    return [account, { what: 'address', hash: await this.hashOf('address', address), limit }];
  }

  private async hashOf(what: Attempt['what'], value: string): Promise<Buffer> {
    this.key ??= this.loadKey();
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

function columns(attempts: readonly Attempt[]): [string[], Buffer[], number[]] {
  return [attempts.map(({ what }) => what), attempts.map(({ hash }) => hash), attempts.map(({ limit }) => limit)];
}
