import type { Stats } from 'node:fs';
import { access, constants, readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ACCESS_TOKEN_KEY,
  type Configuration,
  MASTER_KEY,
  StartRefused,
  presentAccessTokenKey,
  presentMasterKeys,
} from '#libs/runtime';
import { type Finding, failed, ok, warning } from './finding';

const ENOUGH_FREE = 2 * 1024 ** 3;

export async function dataDirectoryChecks(configuration: Configuration): Promise<readonly Finding[]> {
  const { dataDir } = configuration;
  let there: Stats;
  try {
    there = await stat(dataDir);
  } catch (error) {
    return [absence(dataDir, error as NodeJS.ErrnoException)];
  }
  if (!there.isDirectory()) return [failed('data directory', `${dataDir} is not a folder`)];
  const { bavail, bsize } = await statfs(dataDir);
  const free = `${((bavail * bsize) / 1024 ** 3).toFixed(1)} GiB free at ${dataDir}`;
  const open = (there.mode & 0o022) !== 0;
  const usable = await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!usable) return [failed('data directory', `${dataDir} cannot be read and written by this account`)];
  return [
    (bavail * bsize < ENOUGH_FREE ? warning : ok)('disk', free),
    open ? failed('data directory', `${dataDir} can be written by others`) : ok('data directory', dataDir),
    ...(await keyChecks(join(dataDir, 'keys'), configuration)),
  ];
}

function absence(dataDir: string, { code }: NodeJS.ErrnoException): Finding {
  if (code === 'ENOENT') return warning('data directory', `${dataDir} is not there yet`);
  const what = code === 'ENOTDIR' ? 'is below a file' : `cannot be looked at (${code})`;
  return failed('data directory', `${dataDir} ${what}`);
}

/** The names of kept keys, and how each is read. */
const KEYS: readonly (readonly [string, (configuration: Configuration) => Promise<object | undefined>])[] = [
  [MASTER_KEY, presentMasterKeys],
  [ACCESS_TOKEN_KEY, presentAccessTokenKey],
];

async function keyChecks(folder: string, configuration: Configuration): Promise<Finding[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const findings: Finding[] = [];
  for (const name of names) {
    const { mode } = await stat(join(folder, name));
    const readable = (mode & 0o077) !== 0;
    findings.push(
      (readable ? failed : ok)('key', `${name} is ${readable ? 'readable by others' : "its owner's alone"}`),
    );
  }
  for (const [name, read] of KEYS) {
    if (names.includes(name)) findings.push(await contentOfKey(name, () => read(configuration)));
  }
  return findings;
}

async function contentOfKey(name: string, read: () => Promise<object | undefined>): Promise<Finding> {
  try {
    await read();
    return ok('key', `${name} holds a key`);
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    return failed('key', error.message);
  }
}
