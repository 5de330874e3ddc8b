import type { Pool } from 'pg';
import type { MasterKeys, WrappedKey } from './master-keys';
import { platformKeyBinding } from './platform-keys';
import { reservedValueBinding } from './reserved-names';
import { subjectKeyBinding } from './subject-keys';

interface Row extends WrappedKey {
  readonly id: string;
  readonly tenantId: string;
  readonly subject: string;
}

/** A table of wrapped keys. `id` is text, whatever the type of its column. */
interface KeyTable {
  readonly name: string;
  readonly read: string;
  readonly write: string;
  readonly bindingOf: (row: Row) => string;
}

const AT_ONCE = 500;

/** Replaces a wrapped key that nobody has replaced meanwhile. */
const writing = (table: string, id: string, type: string) => `
  UPDATE privacy.${table} AS k
     SET wrapped_key = made.wrapped_key, master_key_id = made.master_key_id
    FROM unnest($1::text[], $2::bytea[], $3::text[], $4::bytea[])
         AS made (id, wrapped_key, master_key_id, was)
   WHERE k.${id} = ${type} AND k.wrapped_key = made.was`;

const reading = (table: string, columns: string) => `
  SELECT ${columns}, wrapped_key AS wrapped, master_key_id AS "masterKeyId"
    FROM privacy.${table} WHERE master_key_id <> $1 LIMIT ${AT_ONCE}`;

const TABLES: readonly KeyTable[] = [
  {
    name: 'platform_key',
    read: reading('platform_key', 'name AS id'),
    write: writing('platform_key', 'name', 'made.id'),
    bindingOf: ({ id }) => platformKeyBinding(id),
  },
  {
    name: 'subject_key',
    read: reading('subject_key', 'id, tenant_id AS "tenantId", subject'),
    write: writing('subject_key', 'id', 'made.id::uuid'),
    bindingOf: subjectKeyBinding,
  },
  {
    name: 'reserved_value',
    read: reading('reserved_value', "encode(lookup, 'hex') AS id"),
    write: writing('reserved_value', 'lookup', "decode(made.id, 'hex')"),
    bindingOf: ({ id }) => reservedValueBinding(Buffer.from(id, 'hex')),
  },
];

/** The tables that `rewrapKeys` changes. Their files hold the former wrappings until they are rewritten. */
export const KEY_TABLES = TABLES.map(({ name }) => `privacy.${name}`);

/**
 * Wraps every key anew under the current master key, a batch at a time; returns the number. Interrupted, it continues
 * with those that are left. Connects as the role `opsledger_keys`.
 * @throws MasterKeyMissing for a key that none of the master keys wraps
 */
export async function rewrapKeys(pool: Pool, masters: MasterKeys): Promise<number> {
  let rewrapped = 0;
  for (const { read, write, bindingOf } of TABLES) {
    for (;;) {
      const { rows } = await pool.query<Row>(read, [masters.currentId]);
      if (rows.length === 0) break;
      const made = rows.map((row) => masters.wrap(bindingOf(row), masters.unwrap(bindingOf(row), row)));
      await pool.query(write, [
        rows.map(({ id }) => id),
        made.map(({ wrapped }) => wrapped),
        made.map(({ masterKeyId }) => masterKeyId),
        rows.map(({ wrapped }) => wrapped),
      ]);
      rewrapped += rows.length;
    }
  }
  return rewrapped;
}
