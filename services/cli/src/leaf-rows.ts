import type { Pool } from 'pg';
import type { LeafRow } from './leaf-check';

/** Leaves in the order of their positions. */
export interface LeafSource {
  peek(): Promise<LeafRow | undefined>;
  next(): Promise<LeafRow | undefined>;
}

const PAGE = 5_000;

const TABLE = `SELECT to_regclass('audit.leaf') IS NOT NULL AS "isThere"`;

const LAST = 'SELECT max(position) AS last FROM audit.leaf';

const READ = `
  SELECT position, event_id AS "eventId", hash, prints
    FROM audit.leaf
   WHERE position > $1 AND position <= $2
   ORDER BY position
   LIMIT ${PAGE}`;

/**
 * The present leaves, page by page, as `opsledger_platform`. Their end is read first: a leaf added while the log is
 * read may belong to an event that the reader has passed. Undefined where the service audit was never migrated.
 */
export async function storedLeaves(pool: Pool): Promise<LeafSource | undefined> {
  const { rows: tables } = await pool.query<{ isThere: boolean }>(TABLE);
  if (!tables[0]?.isThere) return undefined;
  const { rows } = await pool.query<{ last: string | null }>(LAST);
  const last = rows[0]?.last;
  return last === null || last === undefined ? noLeaves() : new StoredLeaves(pool, last);
}

export function noLeaves(): LeafSource {
  return { peek: () => Promise.resolve(undefined), next: () => Promise.resolve(undefined) };
}

class StoredLeaves implements LeafSource {
  private page: readonly LeafRow[] = [];
  private at = 0;
  private after = '';

  constructor(
    private readonly pool: Pool,
    private readonly last: string,
  ) {}

  async peek(): Promise<LeafRow | undefined> {
    if (this.at === this.page.length && this.after < this.last) {
      const { rows } = await this.pool.query<LeafRow>(READ, [this.after, this.last]);
      [this.page, this.at, this.after] = [rows, 0, rows.at(-1)?.position ?? this.last];
    }
    return this.page[this.at];
  }

  async next(): Promise<LeafRow | undefined> {
    const leaf = await this.peek();
    if (leaf) this.at++;
    return leaf;
  }
}
