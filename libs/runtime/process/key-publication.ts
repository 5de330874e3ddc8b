import { type KeyOwner, KEY_RENEWAL_MS, type SigningKey, publishKey, sweepAccess, sweepKeys } from '#libs/identity';
import { ROLES, rolePool } from '#libs/read-models';

export interface PublishedKey {
  readonly key: SigningKey;
  readonly owner: KeyOwner;
}

/** Access that changed longer ago than any token lives needs no entry any more. */
const ACCESS_KEPT_MS = 24 * 3_600_000;

/**
 * Publishes the keys that this process signs with, and renews them for as long as it runs: what is no longer renewed
 * ends by itself. Also sweeps what others left, since nobody else passes by as regularly.
 */
export class KeyPublication {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly databaseUrl: string,
    private readonly keys: readonly PublishedKey[],
    private readonly onError: (error: unknown) => void,
  ) {}

  async start(): Promise<void> {
    await this.renew();
    this.timer = setInterval(() => void this.renew().catch(this.onError), KEY_RENEWAL_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** A connection of its own: once an hour is not worth one that stays open. */
  private async renew(): Promise<void> {
    const pool = rolePool(
      this.databaseUrl,
      { role: ROLES.auth, poolSize: 1, applicationName: 'opsledger keys' },
      this.onError,
    );
    try {
      const now = Date.now();
      for (const { key, owner } of this.keys) await publishKey(pool, key, owner, now);
      await sweepKeys(pool, now);
      await sweepAccess(pool, now - ACCESS_KEPT_MS);
    } finally {
      await pool.end();
    }
  }
}
