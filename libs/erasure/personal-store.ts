import type { Pool } from 'pg';
import { escapeIdentifier } from 'pg';
import type { Subject } from '#libs/privacy';

/**
 * A place with data of persons beside the log and the read models: rows of an ordinary table, files, mails. A
 * mechanism or feature declares it, and every erasure visits it.
 */
export interface PersonalStore {
  /** For logs: `mail`, `auth.session`. */
  readonly name: string;
  /** Removes what it holds of the subject. A repetition finds nothing. */
  erase(subject: Subject): Promise<void>;
  /** Tables, with their schema, whose files may hold values of removed or changed rows: they are rewritten. */
  readonly tables: readonly string[];
}

/** Rows of an ordinary table that go with their subject. */
export interface PersonalRows {
  /** With the schema: `auth.session`. */
  readonly table: string;
  /** Columns of one type, any of which may name the subject. */
  readonly subjects: readonly string[];
  /** They hold more than ids: dead rows have to leave the files too. */
  readonly rewrite?: true;
}

/** The store of declared rows. `pool`: as a role that may delete them. */
export function personalRows(pool: Pool, { table, subjects, rewrite }: PersonalRows): PersonalStore {
  const named = table.split('.').map(escapeIdentifier).join('.');
  const ofSubject = subjects.map((column) => `${escapeIdentifier(column)} = $1`).join(' OR ');
  return {
    name: table,
    erase: async ({ subject }) => {
      await pool.query(`DELETE FROM ${named} WHERE ${ofSubject}`, [subject]);
    },
    tables: rewrite ? [table] : [],
  };
}
