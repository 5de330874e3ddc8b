import { createSecretKey, randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { Subject, SubjectKey } from './field-cipher';
import { randomKey, type MasterKeys } from './master-keys';

/** `null`: the key was destroyed, and the data encrypted with it is gone. */
export type KeyOrGone = SubjectKey | null;

export interface SubjectKeysOptions {
  /** The number of unwrapped keys in memory. Default 10,000. */
  readonly cached?: number;
  /**
   * In milliseconds. Default 60,000: a key destroyed by another process leaves the cache no later. An erasure has to
   * wait so long before it is complete.
   */
  readonly cachedForMs?: number;
}

/** A text names a key that the table has never had: the table was lost or restored in part. An erased key is known. */
export class UnknownSubjectKey extends Error {
  override readonly name = 'UnknownSubjectKey';
  constructor(readonly keyId: string) {
    super(`there is no data key ${keyId}; was the key table restored in part?`);
  }
}

/** A subject whose id can't be part of a key's name. */
export class InvalidSubject extends TypeError {
  override readonly name = 'InvalidSubject';
}

interface KeyRow {
  readonly id: string;
  readonly tenantId: string;
  readonly subject: string;
  readonly wrapped: Buffer | null;
  readonly masterKeyId: string | null;
}

const SUBJECT = /^[A-Za-z0-9:_-]{1,128}$/;
const SUBJECTS_AT_ONCE = 1_000;

const FIND_BY_ID = `
  SELECT id, tenant_id AS "tenantId", subject, wrapped_key AS wrapped, master_key_id AS "masterKeyId"
    FROM privacy.keys_by_id($1)`;

const FIND_CURRENT = `
  SELECT id, tenant_id AS "tenantId", subject, wrapped_key AS wrapped, master_key_id AS "masterKeyId"
    FROM privacy.current_keys($1, $2)`;

const CREATE_FIRST = 'SELECT privacy.add_keys($1, $2, $3, $4, $5)';

const CREATE_NEXT = `
  INSERT INTO privacy.subject_key (id, tenant_id, subject, generation, wrapped_key, master_key_id)
  SELECT $1, $2, $3, last.generation + 1, $4, $5
    FROM (SELECT generation, destroyed_at
            FROM privacy.subject_key
           WHERE tenant_id = $2 AND subject = $3
           ORDER BY generation DESC
           LIMIT 1) AS last
   WHERE last.destroyed_at IS NOT NULL
      ON CONFLICT (tenant_id, subject, generation) DO NOTHING`;

const DESTROY = 'SELECT privacy.destroy_keys($1, $2)';

/**
 * The data keys of persons: one per (tenant, subject), made on first use, wrapped by the master key. A destroyed key
 * leaves a row without a key, so that "erased" can be told from "lost" and a late writer can't bring the subject back.
 * Connects as the role `opsledger_keyring`; reopening needs `opsledger_keys`.
 */
export class SubjectKeys {
  private readonly keys: LRUCache<string, { readonly key: KeyOrGone }>;
  private readonly currentIds: LRUCache<string, string>;

  constructor(
    private readonly pool: Pool,
    private readonly masters: MasterKeys,
    { cached = 10_000, cachedForMs = 60_000 }: SubjectKeysOptions = {},
  ) {
    this.keys = new LRUCache({ max: cached, ttl: cachedForMs });
    this.currentIds = new LRUCache({ max: cached, ttl: cachedForMs });
  }

  /**
   * The key that encrypts a subject's data now, made when there is none yet; null for an erased subject. Synchronous
   * when it is cached. @throws InvalidSubject
   */
  current(of: Subject): KeyOrGone | Promise<KeyOrGone> {
    const id = this.currentIds.get(nameOf(of));
    const known = id === undefined ? undefined : this.keys.get(id);
    return known ? known.key : this.fetchCurrent([of]).then((found) => found.get(nameOf(of)) ?? null);
  }

  /** Brings many subjects' current keys into the cache in one round trip, as `current` for each. */
  async prepare(subjects: readonly Subject[]): Promise<void> {
    const missing = subjects.filter((of) => !this.currentIds.has(nameOf(of)));
    for (let from = 0; from < missing.length; from += SUBJECTS_AT_ONCE) {
      await this.fetchCurrent(missing.slice(from, from + SUBJECTS_AT_ONCE));
    }
  }

  /**
   * Keys by the ids in encrypted texts. Synchronous when all are cached, else one query for the others.
   * @throws UnknownSubjectKey
   */
  byId(ids: ReadonlySet<string>): ReadonlyMap<string, KeyOrGone> | Promise<ReadonlyMap<string, KeyOrGone>> {
    const found = new Map<string, KeyOrGone>();
    const missing: string[] = [];
    for (const id of ids) {
      const known = this.keys.get(id);
      if (known) found.set(id, known.key);
      else missing.push(id);
    }
    return missing.length === 0 ? found : this.fetchById(missing, found);
  }

  /** Destroys every key of a subject, for good, also for a subject without one. A repetition changes nothing. */
  async destroy(of: Subject): Promise<void> {
    nameOf(of);
    await this.pool.query(DESTROY, [of.tenantId, of.subject]);
    this.forget(of);
  }

  /** Those of the subjects that have a key, or could get one. */
  async notDestroyed<Of extends Subject>(subjects: readonly Of[]): Promise<readonly Of[]> {
    const found = new Map<string, KeyRow>();
    for (let from = 0; from < subjects.length; from += SUBJECTS_AT_ONCE) {
      const page = subjects.slice(from, from + SUBJECTS_AT_ONCE);
      const { rows } = await this.pool.query<KeyRow>(FIND_CURRENT, [
        page.map(({ tenantId }) => tenantId),
        page.map(({ subject }) => subject),
      ]);
      for (const row of rows) found.set(nameOf(row), row);
    }
    return subjects.filter((of) => found.get(nameOf(of))?.wrapped !== null);
  }

  /** Lets an erased subject have data again, under a new key; erased data stays erased. */
  async reopen(of: Subject): Promise<void> {
    const id = randomUUID();
    const { wrapped, masterKeyId } = this.masters.wrap(subjectKeyBinding({ ...of, id }), randomKey());
    await this.pool.query(CREATE_NEXT, [id, of.tenantId, of.subject, wrapped, masterKeyId]);
    this.forget(of);
  }

  /** Drops a subject from the cache: called when another process is known to have destroyed its key. */
  forget(of: Subject): void {
    this.currentIds.delete(nameOf(of));
    for (const [id, { key }] of this.keys.entries()) {
      if (key === null || (key.tenantId === of.tenantId && key.subject === of.subject)) this.keys.delete(id);
    }
  }

  private async fetchCurrent(subjects: readonly Subject[]): Promise<ReadonlyMap<string, KeyOrGone>> {
    const found = await this.findCurrent(subjects);
    const missing = [...new Map(subjects.map((of) => [nameOf(of), of])).entries()].filter(([name]) => !found.has(name));
    if (missing.length === 0) return found;
    const made = missing.map(([, of]) => {
      const id = randomUUID();
      return { id, of, ...this.masters.wrap(subjectKeyBinding({ ...of, id }), randomKey()) };
    });
    await this.pool.query(CREATE_FIRST, [
      made.map(({ id }) => id),
      made.map(({ of }) => of.tenantId),
      made.map(({ of }) => of.subject),
      made.map(({ wrapped }) => wrapped),
      made.map(({ masterKeyId }) => masterKeyId),
    ]);
    // Another process may have been first: the table's key counts.
    return new Map([...found, ...(await this.findCurrent(missing.map(([, of]) => of)))]);
  }

  private async findCurrent(subjects: readonly Subject[]): Promise<Map<string, KeyOrGone>> {
    const { rows } = await this.pool.query<KeyRow>(FIND_CURRENT, [
      subjects.map((of) => of.tenantId),
      subjects.map((of) => of.subject),
    ]);
    return new Map(
      rows.map((row) => {
        this.currentIds.set(nameOf(row), row.id);
        return [nameOf(row), this.remember(row)];
      }),
    );
  }

  private async fetchById(ids: readonly string[], found: Map<string, KeyOrGone>) {
    const { rows } = await this.pool.query<KeyRow>(FIND_BY_ID, [ids]);
    for (const row of rows) found.set(row.id, this.remember(row));
    const unknown = ids.find((id) => !found.has(id));
    if (unknown !== undefined) throw new UnknownSubjectKey(unknown);
    return found;
  }

  private remember(row: KeyRow): KeyOrGone {
    const key = this.open(row);
    this.keys.set(row.id, { key });
    return key;
  }

  private open({ id, tenantId, subject, wrapped, masterKeyId }: KeyRow): KeyOrGone {
    if (!wrapped || masterKeyId === null) return null;
    const secret = createSecretKey(
      this.masters.unwrap(subjectKeyBinding({ id, tenantId, subject }), { wrapped, masterKeyId }),
    );
    return { id, tenantId, subject, secret };
  }
}

/** The text that a wrapped key is bound to. It outlives releases and never changes. */
export function subjectKeyBinding({ id, tenantId, subject }: Subject & { readonly id: string }): string {
  return `subject-key\n${id}\n${tenantId}\n${subject}`;
}

function nameOf({ tenantId, subject }: Subject): string {
  if (!SUBJECT.test(subject)) throw new InvalidSubject('a subject is up to 128 letters, digits and :_-');
  return `${tenantId} ${subject}`;
}
