import { access, constants, stat, statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import { StartRefused } from '../start-refused';
import { makeDirectory } from './make-directory';

/** With less PostgreSQL could neither recover nor write a checkpoint. */
const LEAST_FREE_BYTES = 32 * 1024 * 1024;

/**
 * Makes sure that the data directory exists and can be written, before anything is started on it. It is made for its
 * owner alone, since it holds keys.
 *
 * @throws StartRefused
 */
export async function prepareDataDirectory(path: string): Promise<string> {
  const directory = resolve(path);
  try {
    await makeDirectory(directory);
    if (!(await stat(directory)).isDirectory()) throw notADirectory(directory);
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw refusalOfDirectory(directory, error);
  }
  if (!(await hasRoom(directory))) throw fullDisk(directory);
  return directory;
}

/** Whether PostgreSQL can write on the disk of the data directory. */
export async function hasRoom(directory: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize >= LEAST_FREE_BYTES;
}

/** For every fault of the data directory, another one helps. */
function refusalOfDirectory(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const known = startRefusalOf(path, error);
  if (known !== error || code === undefined) return known;
  return new StartRefused(`${path} cannot be made or used (${code}). Set OPSLEDGER_DATA_DIR to another folder.`);
}

/** Turns an error of the file system into a sentence; an unknown error is returned as it is. */
export function startRefusalOf(path: string, error: unknown): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EACCES':
    case 'EPERM':
      return new StartRefused(
        `The account that starts OpsLedger may not use ${path}. ` +
          'Change the owner or the permissions of that folder, or set OPSLEDGER_DATA_DIR to another one.',
      );
    case 'EROFS':
      return new StartRefused(`${path} is on a read-only file system. Set OPSLEDGER_DATA_DIR to another folder.`);
    case 'ENOTDIR':
    case 'EEXIST':
      return notADirectory(path);
    case 'ENOSPC':
    case 'EDQUOT':
      return fullDisk(path);
    case undefined:
    default:
      return error;
  }
}

function notADirectory(path: string): StartRefused {
  return new StartRefused(`${path} is not a folder. Set OPSLEDGER_DATA_DIR to one.`);
}

function fullDisk(path: string): StartRefused {
  return new StartRefused(`The disk that holds ${path} is full. Free some space and start again; nothing was changed.`);
}
