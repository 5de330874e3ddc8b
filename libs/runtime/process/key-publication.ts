import type { Pool } from 'pg';
import type { ConnectionBudget } from '#libs/event-log';
import { type KeyOwner, KEY_RENEWAL_MS, type SigningKey, publishKey, sweepAccess, sweepKeys } from '#libs/identity';
import { ROLES, type Role, rolePool } from '#libs/read-models';

export interface PublishedKey {
  readonly key: SigningKey;
  readonly owner: KeyOwner;
}

/** Access that changed longer ago than the life of any token needs no entry any more. */
const ACCESS_KEPT_MS = 24 * 3_600_000;

export interface KeyPublicationOptions {
  readonly databaseUrl: string;
  /** The limit of the process's connections. */
  readonly budget: ConnectionBudget | undefined;
  /** A reader: the database decides what its login may publish. */
  readonly role: Role;
  readonly keys: readonly PublishedKey[];
  readonly onError: (error: unknown) => void;
}

/**
 * Publishes the signing keys of this process and renews them while it runs: a key that is not renewed expires. The
 * signer of users' tokens (auth) also removes the expired keys of others.
 */
export class KeyPublication {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: KeyPublicationOptions) {}

  async start(): Promise<void> {
    await this.renew();
    this.timer = setInterval(() => void this.renew().catch(this.options.onError), KEY_RENEWAL_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async renew(): Promise<void> {
    const { role, keys } = this.options;
    const now = Date.now();
    await this.as(role, async (pool) => {
      for (const { key, owner } of keys) await publishKey(pool, key, owner, now);
    });
    if (!keys.some(({ owner }) => owner === 'auth')) return;
    await this.as(ROLES.auth, async (pool) => {
      await sweepKeys(pool, now);
      await sweepAccess(pool, now - ACCESS_KEPT_MS);
    });
  }

  /** A connection of its own: one use an hour does not justify an open one. */
  private async as(role: Role, work: (pool: Pool) => Promise<void>): Promise<void> {
    const { databaseUrl, budget, onError } = this.options;
    const pool = rolePool(databaseUrl, { role, budget, poolSize: 1, applicationName: 'opsledger keys' }, onError);
    try {
      await work(pool);
    } finally {
      await pool.end();
    }
  }
}
