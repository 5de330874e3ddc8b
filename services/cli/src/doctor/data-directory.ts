import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration } from '#libs/runtime';
import { type Finding, failed, ok, warning } from './finding';

const ENOUGH_FREE = 2 * 1024 ** 3;

export async function dataDirectoryChecks({ dataDir }: Configuration): Promise<readonly Finding[]> {
  const there = await stat(dataDir).catch(() => undefined);
  if (!there) return [warning('data directory', `${dataDir} is not there yet`)];
  const { bavail, bsize } = await statfs(dataDir);
  const free = `${((bavail * bsize) / 1024 ** 3).toFixed(1)} GiB free at ${dataDir}`;
  const open = (there.mode & 0o022) !== 0;
  return [
    (bavail * bsize < ENOUGH_FREE ? warning : ok)('disk', free),
    open ? failed('data directory', `${dataDir} can be written by others`) : ok('data directory', dataDir),
    ...(await keyChecks(join(dataDir, 'keys'))),
  ];
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
