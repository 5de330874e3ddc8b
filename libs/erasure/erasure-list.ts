import { mkdir, open, readFile, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { StreamName } from '#libs/event-log';
import type { Subject } from '#libs/privacy';

/** An erasure as the list keeps it: the event that asked for it, which holds nothing personal. */
export interface ListedErasure extends Subject {
  readonly eventId: string;
  readonly stream: StreamName;
  readonly type: string;
  readonly data: object;
}

/**
 * The list of erasures, outside of the database: a restored backup is compared with it. An erasure is listed before its
 * key is destroyed, and stays.
 */
export interface ErasureList {
  /** Durable when it resolves. A repetition changes nothing. */
  add(erasure: ListedErasure): Promise<void>;
  all(): Promise<readonly ListedErasure[]>;
}

/** The name of an erasure's line. @throws TypeError for ids that could lead elsewhere */
export function listedName({ tenantId, subject }: Subject): string {
  if (![tenantId, subject].every((id) => /^[0-9A-Za-z-]{1,64}$/.test(id))) {
    throw new TypeError('an erasure is listed under the ids of tenant and subject');
  }
  return `${tenantId}.${subject}.json`;
}

/** A file for each erasure in one folder. */
export function erasureFolder(folder: string): ErasureList {
  return {
    async add(erasure) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, listedName(erasure));
      const part = await open(`${path}.part`, 'w', 0o600);
      try {
        await part.writeFile(JSON.stringify(erasure));
        await part.sync();
      } finally {
        await part.close();
      }
      await rename(`${path}.part`, path);
      const entries = await open(folder, 'r');
      // The new name is on the disk before the key is gone.
      try {
        await entries.sync();
      } finally {
        await entries.close();
      }
    },
    async all() {
      const names = (await readdir(folder).catch(noFolder)).filter((name) => name.endsWith('.json'));
      return Promise.all(
        names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as ListedErasure),
      );
    },
  };
}

function noFolder(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
