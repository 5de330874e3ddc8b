import { createHash, createSecretKey, randomUUID } from 'node:crypto';
import type { KeyOrGone, ReservedValue, Subject } from '#libs/privacy';
import { randomKey } from '../privacy/master-keys';

/** Data keys of persons in memory, for tests of encryption. */
export class MemoryKeys {
  private readonly currentKeys = new Map<string, KeyOrGone>();
  private readonly all = new Map<string, KeyOrGone>();

  current(of: Subject): KeyOrGone {
    const name = `${of.tenantId} ${of.subject}`;
    const known = this.currentKeys.get(name);
    if (known !== undefined) return known;
    const key = { ...of, id: randomUUID(), secret: createSecretKey(randomKey()) };
    this.currentKeys.set(name, key);
    this.all.set(key.id, key);
    return key;
  }

  async prepare(subjects: readonly Subject[]): Promise<void> {
    for (const of of subjects) this.current(of);
  }

  byId(ids: ReadonlySet<string>): ReadonlyMap<string, KeyOrGone> {
    return new Map([...ids].map((id) => [id, this.all.get(id) ?? null]));
  }

  destroy(of: Subject): void {
    const key = this.currentKeys.get(`${of.tenantId} ${of.subject}`);
    if (key) this.all.set(key.id, null);
    this.currentKeys.set(`${of.tenantId} ${of.subject}`, null);
  }
}

/** Names of reserved values in memory. */
export class MemoryNames {
  private readonly names = new Map<string, string>();

  async nameOf(value: ReservedValue): Promise<string> {
    const known = this.names.get(textOf(value));
    if (known !== undefined) return known;
    const name = createHash('sha256').update(textOf(value)).update(randomUUID()).digest('base64url');
    this.names.set(textOf(value), name);
    return name;
  }

  async knownNameOf(value: ReservedValue): Promise<string | undefined> {
    return this.names.get(textOf(value));
  }

  async destroy(value: ReservedValue, name: string): Promise<void> {
    if (this.names.get(textOf(value)) === name) this.names.delete(textOf(value));
  }
}

function textOf({ kind, tenantId, value }: ReservedValue): string {
  return JSON.stringify([kind, tenantId, value]);
}
