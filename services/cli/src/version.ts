import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version of this release, from the `package.json` above the program. */
export function version(folder: string = __dirname): string {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || folder === dirname(folder)) throw error;
    return version(dirname(folder));
  }
}
