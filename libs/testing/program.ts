import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * A program on PATH, or among the system's services, which an ordinary user's PATH may lack; undefined when not found.
 */
export function programOnPath(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
