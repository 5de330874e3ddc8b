import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Pool } from 'pg';
import { RequestBatches } from '#libs/event-log';
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

const FIND = `
  SELECT lookup, wrapped_key AS wrapped, master_key_id AS "masterKeyId" FROM privacy.reserved_values($1)`;

const KEEP = `
  SELECT lookup, wrapped_key AS wrapped, master_key_id AS "masterKeyId" FROM privacy.keep_reserved_values($1, $2, $3)`;

const DESTROY = 'SELECT privacy.remove_reserved_value($1, $2)';

/** A statement's values, and the number of statements under way: a thousand new names are a few commits. */
const TOGETHER = { keyOf: (lookup: Buffer) => lookup.toString('latin1'), most: 256, atOnce: 1 } as const;

type StoredKey = WrappedKey & { readonly lookup: Buffer };

/**
 * Names for reserved values: an HMAC of the value under a random key of its own, kept in a table outside the log. Once
 * the key is destroyed the name proves nothing about any guess, and a later use of the same value gets another name.
 * The table is searched by an HMAC under one platform key. That key is random and wrapped by the master key; were it
 * derived from the master key, a change of that would lose every value.
 */
export class ReservedNames {
  private readonly known: RequestBatches<Buffer, WrappedKey | undefined>;
  private readonly kept: RequestBatches<Buffer, WrappedKey | undefined>;

  constructor(
    private readonly pool: Pool,
    private readonly masters: MasterKeys,
    private readonly platformKeys: Pick<PlatformKeys, 'key'> = new PlatformKeys(pool, masters),
  ) {
    this.known = new RequestBatches({ answer: (lookups) => this.find(lookups), ...TOGETHER });
    this.kept = new RequestBatches({ answer: (lookups) => this.keep(lookups), ...TOGETHER });
  }

  /** The name of a value: 43 characters of base64url, the same until it is destroyed. Made on first use. */
  async nameOf(value: ReservedValue): Promise<string> {
    const lookup = await this.lookupOf(value);
    for (;;) {
      const kept = await this.kept.ask(lookup);
      // Undefined where another process destroyed it at the same moment.
      if (kept) return this.hash(value, lookup, kept);
    }
  }

  /** The name of a value that has one. Makes none, and leaves no trace. */
  async knownNameOf(value: ReservedValue): Promise<string | undefined> {
    const lookup = await this.lookupOf(value);
    const known = await this.known.ask(lookup);
    return known && this.hash(value, lookup, known);
  }

  /** Destroys the key behind a name, for good. A value that has another name by now keeps it. */
  async destroy(value: ReservedValue, name: string): Promise<void> {
    const lookup = await this.lookupOf(value);
    const known = await this.known.ask(lookup);
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

  private async find(lookups: readonly Buffer[]): Promise<readonly (WrappedKey | undefined)[]> {
    return inOrder(lookups, (await this.pool.query<StoredKey>(FIND, [lookups])).rows);
  }

  /** The keys that the table has, which another process may have made at the same moment; new ones for the others. */
  private async keep(lookups: readonly Buffer[]): Promise<readonly (WrappedKey | undefined)[]> {
    const made = lookups.map((lookup) => this.masters.wrap(reservedValueBinding(lookup), randomKey()));
    const values = [lookups, made.map(({ wrapped }) => wrapped), made.map(({ masterKeyId }) => masterKeyId)];
    return inOrder(lookups, (await this.pool.query<StoredKey>(KEEP, values)).rows);
  }

  private async lookupOf(value: ReservedValue): Promise<Buffer> {
    return createHmac('sha256', await this.platformKeys.key(LOOKUP_KEY))
      .update(`reserved-lookup/v1\n${textOf(value)}`, 'utf8')
      .digest();
  }
}

function inOrder(lookups: readonly Buffer[], stored: readonly StoredKey[]): readonly (WrappedKey | undefined)[] {
  const byLookup = new Map(stored.map((each) => [TOGETHER.keyOf(each.lookup), each]));
  return lookups.map((lookup) => byLookup.get(TOGETHER.keyOf(lookup)));
}

/** The text that a wrapped key is bound to. It outlives releases and never changes. */
export function reservedValueBinding(lookup: Buffer): string {
  return `reserved-value\n${lookup.toString('hex')}`;
}

/** The value comes last, so that no other (kind, tenant, value) gives the same text. */
function textOf({ kind, tenantId, value }: ReservedValue): string {
  return `${kind}\n${tenantId}\n${value}`;
}
