import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { PlatformKeys } from '#libs/privacy';
import { hashOfRecoveryCode, newRecoveryCodes, readRecoveryCode } from './recovery-code.provider';
import { openSecret, sealSecret, type SecretRow } from './sealed-secret.provider';
import { isTotp, newTotpSecret, stepOf } from './totp.adapter';

const SECRET_KEY = 'auth.totp-secret';
const RECOVERY_KEY = 'auth.recovery-code';

/** An accepted code; `left`: how many recovery codes are. */
export type UsedFactor = { readonly factor: 'totp' } | { readonly factor: 'recovery_code'; readonly left: number };

interface FoundSecret {
  readonly id: string;
  readonly sealed: Buffer;
  /** Epoch seconds, by the database's clock. */
  readonly now: number;
}

/**
 * Secrets of authenticators, encrypted, and hashes of recovery codes, in tables outside the log. A row is in force when
 * its account's stream names it; at most one of an account is not confirmed.
 */
export class SecondFactors {
  constructor(
    private readonly database: Pool,
    private readonly platformKeys: Pick<PlatformKeys, 'key'>,
  ) {}

  /** Stores a new secret in place of the one that was not confirmed. */
  async enroll(accountId: string): Promise<Buffer> {
    const factorId = randomUUID();
    const secret = newTotpSecret();
    const sealed = sealSecret(await this.platformKeys.key(SECRET_KEY), { factorId, accountId }, secret);
    await this.database.query(
      `INSERT INTO auth.second_factor (id, account_id, sealed) VALUES ($1, $2, $3)
       ON CONFLICT (account_id) WHERE confirmed_at IS NULL
       DO UPDATE SET id = excluded.id, sealed = excluded.sealed, used_step = NULL, created_at = now()`,
      [factorId, accountId, sealed],
    );
    return secret;
  }

  /** The factor that a person has enrolled and not confirmed yet. */
  async enrolled(accountId: string): Promise<string | undefined> {
    const { rows } = await this.database.query<{ id: string }>(
      `SELECT id FROM auth.second_factor
        WHERE account_id = $1 AND confirmed_at IS NULL AND created_at > now() - interval '1 hour'`,
      [accountId],
    );
    return rows[0]?.id;
  }

  /**
   * Takes the factor out of reach of another enrolment, before the account's stream names it. Returns its recovery
   * codes; undefined for one that is not there, or was confirmed before.
   */
  async confirm(factorId: string): Promise<readonly string[] | undefined> {
    const codes = newRecoveryCodes();
    const hashes = await Promise.all(codes.map((code) => this.hashOf(factorId, code)));
    const { rowCount } = await this.database.query(
      `WITH confirmed AS (
         UPDATE auth.second_factor SET confirmed_at = now() WHERE id = $1 AND confirmed_at IS NULL RETURNING id
       )
       INSERT INTO auth.recovery_code (factor_id, hash)
       SELECT confirmed.id, each.hash FROM confirmed, unnest($2::bytea[]) AS each (hash)`,
      [factorId, hashes],
    );
    return rowCount === 0 ? undefined : codes;
  }

  /** Accepts each code once, whatever the processes. Undefined for a wrong one, and for one that was used before. */
  async use(row: SecretRow, code: string): Promise<UsedFactor | undefined> {
    const typed = code.trim();
    if (isTotp(typed)) return (await this.useTotp(row, typed)) ? { factor: 'totp' } : undefined;
    return this.useRecoveryCode(row, typed);
  }

  /** A code of an authenticator alone; of this step or the one before, and later than the last one used. */
  async useTotp({ factorId, accountId }: SecretRow, code: string): Promise<boolean> {
    const { rows } = await this.database.query<FoundSecret>(
      `SELECT id, sealed, extract(epoch FROM clock_timestamp())::float8 AS now
         FROM auth.second_factor WHERE id = $1 AND account_id = $2`,
      [factorId, accountId],
    );
    const [found] = rows;
    if (!found || !isTotp(code)) return false;
    const secret = openSecret(await this.platformKeys.key(SECRET_KEY), { factorId, accountId }, found.sealed);
    const step = stepOf(secret, code, found.now);
    if (step === undefined) return false;
    const { rowCount } = await this.database.query(
      'UPDATE auth.second_factor SET used_step = $2 WHERE id = $1 AND (used_step IS NULL OR used_step < $2)',
      [factorId, step],
    );
    return rowCount === 1;
  }

  /** The recovery codes go with it. */
  async remove(factorId: string): Promise<void> {
    await this.database.query('DELETE FROM auth.second_factor WHERE id = $1', [factorId]);
  }

  private async useRecoveryCode({ factorId }: SecretRow, typed: string): Promise<UsedFactor | undefined> {
    if (readRecoveryCode(typed) === undefined) return undefined;
    const { rows } = await this.database.query<{ left: number }>(
      `WITH used AS (
         UPDATE auth.recovery_code SET used_at = now() WHERE factor_id = $1 AND hash = $2 AND used_at IS NULL
         RETURNING hash
       )
       SELECT (SELECT count(*)::integer FROM auth.recovery_code
                WHERE factor_id = $1 AND used_at IS NULL AND hash <> $2) AS left
         FROM used`,
      [factorId, await this.hashOf(factorId, typed)],
    );
    const [used] = rows;
    return used && { factor: 'recovery_code', left: used.left };
  }

  private async hashOf(factorId: string, code: string): Promise<Buffer> {
    const letters = readRecoveryCode(code) ?? '';
    return hashOfRecoveryCode(await this.platformKeys.key(RECOVERY_KEY), factorId, letters);
  }
}
