import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder, and the missing ones above it, for their owner alone. Existing files and folders stay. Node's own
 * `recursive` hangs where no folder can be made and the system only says that it is missing, as below `/proc` (Node
 * 20).
 */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdirUnlessThere(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error;
    await makeDirectory(parent);
    await mkdirUnlessThere(path);
  }
}

async function mkdirUnlessThere(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
