import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIZE = '700m';
const BLOCK = Buffer.alloc(64 * 1024);

/** A disk of our own, which can be filled. */
export interface Disk {
  readonly folder: string;
  fill(): Promise<void>;
  free(): Promise<void>;
  unmount(): void;
}

/** Undefined where nothing may be mounted. */
export function mountDisk(): Disk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'opsledger-disk-'));
  const file = join(folder, 'fills-the-disk');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=700`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  return {
    folder,
    async fill() {
      const handle = await open(file, 'w');
      try {
        for (;;) await handle.write(BLOCK);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        await handle.close();
      }
    },
    free: () => rm(file),
    unmount() {
      execFileSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true });
    },
  };
}
