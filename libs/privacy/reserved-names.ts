import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Pool } from 'pg';
import { randomKey, type MasterKeys, type WrappedKey } from './master-keys';
import { PlatformKeys } from './platform-keys';

/** A value that is unique in its scope. `value` is compared byte for byte. */
export interface ReservedValue {
  readonly kind: string;
  /** The organisation, or `PLATFORM` for a value that is unique everywhere. */
  readonly tenantId: string;
  readonly value: string;
}

const LOOKUP_KEY = 'reserved-value-lookup';

const FIND = 'SELECT wrapped_key AS wrapped, master_key_id AS "masterKeyId" FROM privacy.reserved_value($1)';

const CREATE = 'SELECT privacy.add_reserved_value($1, $2, $3)';

const DESTROY = 'SELECT privacy.remove_reserved_value($1, $2)';

/**
 * Names for reserved values: an HMAC of the value under a random key of its own, kept in a table outside the log. Once
 * the key is destroyed the name proves nothing about any guess, and a later use of the same value gets another name.
 * The table is searched by an HMAC under one platform key. That key is random and wrapped by the master key; were it
 * derived from the master key, a change of that would lose every value.
 */
export class ReservedNames {
  constructor(
    private readonly pool: Pool,
    private readonly masters: MasterKeys,
    private readonly platformKeys: Pick<PlatformKeys, 'key'> = new PlatformKeys(pool, masters),
  ) {}

  /** The name of a value: 43 characters of base64url, the same until it is destroyed. Made on first use. */
  async nameOf(value: ReservedValue): Promise<string> {
    const lookup = await this.lookupOf(value);
    const known = (await this.find(lookup)) ?? (await this.create(lookup));
    return this.hash(value, lookup, known);
  }

  /** The name of a value that has one. Makes none, and leaves no trace. */
  async knownNameOf(value: ReservedValue): Promise<string | undefined> {
    const lookup = await this.lookupOf(value);
    const known = await this.find(lookup);
    return known && this.hash(value, lookup, known);
  }

  /** Destroys the key behind a name, for good. A value that has another name by now keeps it. */
  async destroy(value: ReservedValue, name: string): Promise<void> {
    const lookup = await this.lookupOf(value);
    const known = await this.find(lookup);
    if (!known) return;
    const [is, was] = [Buffer.from(this.hash(value, lookup, known)), Buffer.from(name)];
    if (is.length === was.length && timingSafeEqual(is, was)) await this.pool.query(DESTROY, [lookup, known.wrapped]);
  }

  private hash(value: ReservedValue, lookup: Buffer, wrapped: WrappedKey): string {
    const key = this.masters.unwrap(reservedValueBinding(lookup), wrapped);
    return createHmac('sha256', key)
      .update(`reserved-name/v1\n${textOf(value)}`, 'utf8')
      .digest('base64url');
  }

  private async find(lookup: Buffer): Promise<WrappedKey | undefined> {
    return (await this.pool.query<WrappedKey>(FIND, [lookup])).rows[0];
  }

  private async create(lookup: Buffer): Promise<WrappedKey> {
    const made = this.masters.wrap(reservedValueBinding(lookup), randomKey());
    await this.pool.query(CREATE, [lookup, made.wrapped, made.masterKeyId]);
    // Another process may have been first: the table's key counts.
    return (await this.find(lookup)) ?? this.create(lookup);
  }

  private async lookupOf(value: ReservedValue): Promise<Buffer> {
    return createHmac('sha256', await this.platformKeys.key(LOOKUP_KEY))
      .update(`reserved-lookup/v1\n${textOf(value)}`, 'utf8')
      .digest();
  }
}

/** The text that a wrapped key is bound to. It outlives releases and never changes. */
export function reservedValueBinding(lookup: Buffer): string {
  return `reserved-value\n${lookup.toString('hex')}`;
}

/** The value comes last, so that no other (kind, tenant, value) gives the same text. */
function textOf({ kind, tenantId, value }: ReservedValue): string {
  return `${kind}\n${tenantId}\n${value}`;
}
