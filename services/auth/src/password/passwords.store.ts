import { hash, verify } from '@node-rs/argon2';
import type { Pool } from 'pg';

/** argon2id with the least that OWASP advises: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

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

/** Password hashes, in a table outside the log. A row is in force when its owner's stream names it. */
export class Passwords {
  private decoy: Promise<string> | undefined;

  constructor(private readonly database: Pool) {}

  /** Stores a password under an id; a repeated id keeps the first. */
  async hold({ passwordId, owner, password }: PasswordToHold): Promise<void> {
    const hashed = await hash(password, COST);
    const { accountId = null, organizationId = null, membershipId = null } = owner as Partial<Record<string, string>>;
    await this.database.query(
      `INSERT INTO auth.password (id, hash, account_id, organization_id, membership_id)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`,
      [passwordId, hashed, accountId, organizationId, membershipId],
    );
  }

  /** Takes as long for a missing password as for a wrong one. */
  async matches(id: string | null, password: string): Promise<boolean> {
    const { rows } = await this.database.query<{ hash: string }>('SELECT hash FROM auth.password WHERE id = $1', [id]);
    const known = rows[0]?.hash;
    // Made at the first attempt, for any account. A fault is ignored where the hash is not needed.
    const decoy = this.decoyHash();
    decoy.catch(() => undefined);
    const right = await verify(known ?? (await decoy), password);
    return right && known !== undefined;
  }

  private decoyHash(): Promise<string> {
    this.decoy ??= hash('a password that nobody has', COST).catch((error: unknown) => {
      // The next attempt makes it anew.
      this.decoy = undefined;
      throw error;
    });
    return this.decoy;
  }
}
