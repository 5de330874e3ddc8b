import type { Stats } from 'node:fs';
import { access, constants, readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration } from '#libs/runtime';
import { type Finding, failed, ok, warning } from './finding';

const ENOUGH_FREE = 2 * 1024 ** 3;

export async function dataDirectoryChecks({ dataDir }: Configuration): Promise<readonly Finding[]> {
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
    ...(await keyChecks(join(dataDir, 'keys'))),
  ];
}

function absence(dataDir: string, { code }: NodeJS.ErrnoException): Finding {
  if (code === 'ENOENT') return warning('data directory', `${dataDir} is not there yet`);
  const what = code === 'ENOTDIR' ? 'is below a file' : `cannot be looked at (${code})`;
  return failed('data directory', `${dataDir} ${what}`);
}

async function keyChecks(folder: string): Promise<Finding[]> {
  const names = await readdir(folder).catch(() => []);
  const findings: Finding[] = [];
  for (const name of names) {
    const { mode } = await stat(join(folder, name));
    const readable = (mode & 0o077) !== 0;
    findings.push(
      (readable ? failed : ok)('key', `${name} is ${readable ? 'readable by others' : "its owner's alone"}`),
    );
  }
  return findings;
}
