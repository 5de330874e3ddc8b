import { type KeyObject, createPublicKey } from 'node:crypto';
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { PublicJwk, SigningKey } from './signing-key';

/** The part of `pg` that is used here: a pool or a client. */
export type Database = Pick<Pool, 'query'>;

/** The owner of a key: `auth` signs people's tokens, `service:<name>` that service's own and no others. */
export type KeyOwner = 'auth' | `service:${string}`;

export interface VerificationKey {
  readonly owner: KeyOwner;
  readonly publicKey: KeyObject;
}

/** The life of a published key after its last renewal: longer than any token it has signed. */
export const KEY_LIFETIME_MS = 24 * 3_600_000;

/** How often an owner renews. */
export const KEY_RENEWAL_MS = 3_600_000;

/** How long a process that knows a revoked key may still trust it. */
const TRUSTED_MS = 30_000;

/** Unknown key ids are looked up at most this often, however many tokens name one. */
const RELOAD_INTERVAL_MS = 1_000;

/**
 * Publishes a key, or extends its expiry. Works as any reader, on a connection whose login may publish for this owner:
 * a service's login for that service alone, auth's for people's tokens as well.
 */
export async function publishKey(
  db: Database,
  { kid, publicJwk }: SigningKey,
  owner: KeyOwner,
  now: number,
): Promise<void> {
  await db.query('SELECT published.publish_key($1, $2, $3, $4)', [
    kid,
    owner,
    JSON.stringify(publicJwk),
    new Date(now + KEY_LIFETIME_MS),
  ]);
}

/** Removes keys that nobody has renewed. Connects as `opsledger_auth`. */
export async function sweepKeys(db: Database, now: number): Promise<void> {
  await db.query('DELETE FROM published.signing_key WHERE expires_at < $1', [new Date(now)]);
}

/**
 * Revokes every key of an owner but one: tokens signed by them are refused within a minute. Returns their ids. Connects
 * as `opsledger_auth`.
 */
export async function revokeKeys(db: Database, owner: KeyOwner, keep: string): Promise<readonly string[]> {
  const { rows } = await db.query<{ kid: string }>(
    'DELETE FROM published.signing_key WHERE owner = $1 AND kid <> $2 RETURNING kid',
    [owner, keep],
  );
  return rows.map(({ kid }) => kid);
}

/** The keys that verify people's tokens, for `/.well-known/jwks.json` (RFC 7517). */
export async function jwks(db: Database, now: number): Promise<{ readonly keys: readonly PublicJwk[] }> {
  const { rows } = await db.query<{ public_jwk: PublicJwk }>(
    `SELECT public_jwk FROM published.signing_key WHERE owner = 'auth' AND expires_at >= $1 ORDER BY created_at DESC`,
    [new Date(now)],
  );
  return { keys: rows.map((row) => row.public_jwk) };
}

interface LoadedKey extends VerificationKey {
  readonly expiresAt: number;
}

/**
 * The published keys, cached briefly, and looked up anew when a token names an unknown one. A revoked key leaves the
 * cache.
 */
export class PublishedKeys {
  private keys: ReadonlyMap<string, LoadedKey> = new Map();
  private loadedAt = Number.NEGATIVE_INFINITY;
  private loading: Promise<void> | undefined;
  /** The query was sent: a key published from now on may be missing in its answer. */
  private isAsked = false;

  constructor(
    private readonly db: Database,
    private readonly now: () => number = Date.now,
  ) {}

  async find(kid: string): Promise<VerificationKey | undefined> {
    const known = this.valid(kid);
    if (known) return known;
    if (this.isAsked) await this.loading;
    const published = this.valid(kid);
    if (published) return published;
    await (this.loading ??= this.reload().finally(() => this.loaded()));
    return this.valid(kid);
  }

  private loaded(): void {
    this.loading = undefined;
    this.isAsked = false;
  }

  private valid(kid: string): LoadedKey | undefined {
    if (this.loadedAt + TRUSTED_MS <= this.now()) return undefined;
    const key = this.keys.get(kid);
    return key && key.expiresAt > this.now() ? key : undefined;
  }

  /** Concurrent requests wait for the same answer, so that a stranger's tokens cannot hide a new key. */
  private async reload(): Promise<void> {
    const wait = this.loadedAt + RELOAD_INTERVAL_MS - this.now();
    // Requests of this turn of the event loop share the query.
    await (wait > 0 ? delay(wait) : turn());
    this.isAsked = true;
    const { rows } = await this.db.query<{ kid: string; owner: KeyOwner; public_jwk: PublicJwk; expires_at: Date }>(
      'SELECT kid, owner, public_jwk, expires_at FROM published.signing_key WHERE expires_at >= $1',
      [new Date(this.now())],
    );
    this.loadedAt = this.now();
    this.keys = new Map(
      rows.map(({ kid, owner, public_jwk: jwk, expires_at }) => [
        kid,
        {
          owner,
          publicKey: createPublicKey({ key: { ...jwk }, format: 'jwk' }),
          expiresAt: new Date(expires_at).getTime(),
        },
      ]),
    );
  }
}
