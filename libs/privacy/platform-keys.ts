import type { Pool } from 'pg';
import { randomKey, type MasterKeys, type WrappedKey } from './master-keys';

const FIND = 'SELECT wrapped_key AS wrapped, master_key_id AS "masterKeyId" FROM privacy.platform_key($1)';

const CREATE = 'SELECT privacy.add_platform_key($1, $2, $3)';

/**
 * Random keys of the platform itself, by name. Each is made at its first use and kept in a table outside the log,
 * wrapped by the master key: a change of the master key changes none of them.
 */
export class PlatformKeys {
  private readonly loaded = new Map<string, Promise<Buffer>>();

  constructor(
    private readonly pool: Pool,
    private readonly masters: MasterKeys,
  ) {}

  /** The key with this name: 32 bytes, the same in every process. */
  key(name: string): Promise<Buffer> {
    let key = this.loaded.get(name);
    if (!key) {
      key = this.load(name);
      this.loaded.set(name, key);
      // The next use asks again.
      key.catch(() => this.loaded.delete(name));
    }
    return key;
  }

  private async load(name: string): Promise<Buffer> {
    const place = platformKeyBinding(name);
    let known = await this.find(name);
    if (!known) {
      const made = this.masters.wrap(place, randomKey());
      await this.pool.query(CREATE, [name, made.wrapped, made.masterKeyId]);
      // Another process may have been first: the table's key counts.
      known = await this.find(name);
    }
    if (!known) throw new Error(`the platform key ${name} was removed while it was made`);
    return this.masters.unwrap(place, known);
  }

  private async find(name: string): Promise<WrappedKey | undefined> {
    return (await this.pool.query<WrappedKey>(FIND, [name])).rows[0];
  }
}

/** The text that a wrapped key is bound to. It outlives releases and never changes. */
export function platformKeyBinding(name: string): string {
  return `platform-key\n${name}`;
}
