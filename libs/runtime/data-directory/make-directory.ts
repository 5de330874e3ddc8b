import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder, and those above it that are missing, for their owner alone. What is there already stays, whatever it is.
 * Node's own `recursive` never comes back where no folder can be made and the system says only that it is not there, as
 * below `/proc` (Node 20).
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
