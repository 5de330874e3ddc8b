import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import type { Pool } from 'pg';
import { passwordFault } from '#contracts/values/password';
import { Places } from '#libs/event-sourcing';
import type { PlatformKeys } from '#libs/privacy';

/** argon2id with the least that OWASP advises: 19 MiB, two passes, one lane. May grow: old hashes follow at sign-in. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The name of the platform key that is argon2's secret: hashes alone, as in a stolen backup, cannot be guessed at. */
const PEPPER = 'auth.password-pepper';
/** The account, or the organisation's membership, whose stream will name the row. */
export type PasswordOwner =
  { readonly accountId: string } | { readonly organizationId: string; readonly membershipId: string };

/** A password on its way into a row. */
export interface PasswordToHold {
  readonly passwordId: string;
  /** If its stream never names the row, the row is swept. */
  readonly owner: PasswordOwner;
  readonly password: string;
}

/**
 * Hashing takes a processor for tens of milliseconds in a thread of its own. One
 * processor is left to the event loop.
 */
const hashing = new Places(Math.max(1, availableParallelism() - 1), 512);

/** Password hashes, in a table outside the log. A row is in force when its owner's stream names it. */
export class Passwords {
  private decoy: Promise<string> | undefined;

  constructor(
    private readonly database: Pool,
    private readonly platformKeys: Pick<PlatformKeys, 'key'>,
  ) {}

  /** Stores a password under an id; a repeated id keeps the first. */
  async hold({ passwordId, owner, password }: PasswordToHold): Promise<void> {
    const hashed = await this.hash(password);
    const { accountId = null, organizationId = null, membershipId = null } = owner as Partial<Record<string, string>>;
    await this.database.query(
      `INSERT INTO auth.password (id, hash, account_id, organization_id, membership_id, needs_factor)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING`,
      [passwordId, hashed, accountId, organizationId, membershipId, passwordFault(password) !== undefined],
    );
  }

  /** Whether it is too short to be the only factor. */
  async needsFactor(id: string | null): Promise<boolean> {
    const statement = 'SELECT needs_factor FROM auth.password WHERE id = $1';
    return (await this.database.query<{ needs_factor: boolean }>(statement, [id])).rows[0]?.needs_factor ?? false;
  }

  /** Takes as long for a missing password as for a wrong one. A right one is hashed again when the cost has grown. */
  async matches(id: string | null, password: string): Promise<boolean> {
    const { rows } = await this.database.query<{ hash: string }>('SELECT hash FROM auth.password WHERE id = $1', [id]);
    const known = rows[0]?.hash;
    // Made at the first attempt, for any account. A fault is ignored where the hash is not needed.
    const decoy = this.decoyHash();
    decoy.catch(() => undefined);
    const secret = await this.platformKeys.key(PEPPER);
    const against = known ?? (await decoy);
    const right = await hashing.run(() => verify(against, plain(password), { secret }));
    if (!right || known === undefined) return false;
    if (isCheaper(known)) await this.hashAgain(id, known, password);
    return true;
  }

  /** Of several at once the first counts. */
  private async hashAgain(id: string | null, known: string, password: string): Promise<void> {
    const statement = 'UPDATE auth.password SET hash = $3 WHERE id = $1 AND hash = $2';
    await this.database.query(statement, [id, known, await this.hash(password)]);
  }

  private async hash(password: string): Promise<string> {
    const secret = await this.platformKeys.key(PEPPER);
    return hashing.run(() => hash(plain(password), { ...COST, secret }));
  }

  private decoyHash(): Promise<string> {
    this.decoy ??= this.hash('a password that nobody has').catch((error: unknown) => {
      // The next attempt makes it anew.
      this.decoy = undefined;
      throw error;
    });
    return this.decoy;
  }
}

/** One text for one password, however a keyboard composes its characters. */
function plain(password: string): string {
  return password.normalize('NFC');
}

/** Whether a hash was made with less than today's cost. */
function isCheaper(encoded: string): boolean {
  const [, memory, time] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$/.exec(encoded) ?? [];
  return Number(memory ?? 0) < COST.memoryCost || Number(time ?? 0) < COST.timeCost;
}
