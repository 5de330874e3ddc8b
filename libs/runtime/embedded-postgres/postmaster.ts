import { execFileSync } from 'node:child_process';
import { readFile, readdir, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processIdentity } from '../process-identity';
import { absent } from '../absent';
import { SOCKET_NAME } from './address';

/** The content of `postmaster.pid`. PostgreSQL writes its last line when its state changes. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

export async function readPostmasterFile(pgdata: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(join(pgdata, 'postmaster.pid'), 'utf8').catch(absent);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/**
 * Ends the processes that an earlier owner of this directory left running. Removes a `postmaster.pid` whose number now
 * belongs to an unrelated process (usual in containers, where PostgreSQL would refuse to start). The caller owns the
 * directory, so any process in it is an orphan.
 */
export async function endOrphans(pgdata: string, log: (line: string) => void): Promise<void> {
  const orphans = await processesIn(pgdata);
  if (orphans.length > 0) {
    log(`an earlier PostgreSQL is still running in ${pgdata}; stopping it`);
    const file = await readPostmasterFile(pgdata);
    const postmaster = orphans.find((pid) => pid === file?.pid);
    // Fast shutdown, then immediate, then by force: each leaves a directory that recovers.
    if (postmaster) await endWith('SIGINT', [postmaster], pgdata, 15_000);
    await endWith('SIGQUIT', await processesIn(pgdata), pgdata, 5_000);
    await endWith('SIGKILL', await processesIn(pgdata), pgdata, 5_000);
  }
  const left = await readPostmasterFile(pgdata);
  if (left && processIdentity(left.pid)) await rm(join(pgdata, 'postmaster.pid'));
  // It holds the same number.
  await rm(join(pgdata, `${SOCKET_NAME}.lock`), { force: true });
}

async function endWith(signal: NodeJS.Signals, pids: readonly number[], pgdata: string, waitMs: number): Promise<void> {
  if (pids.length === 0) return;
  for (const pid of pids) sendSignal(pid, signal);
  const until = Date.now() + waitMs;
  while (Date.now() < until && (await processesIn(pgdata)).length > 0) await delay(20);
}

/** False when the process is gone. */
function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** Every process of PostgreSQL works in its data directory. */
async function processesIn(pgdata: string): Promise<readonly number[]> {
  const directory = await realpath(pgdata);
  if (process.platform !== 'linux') return processesNaming(directory);
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    // Processes of other accounts cannot be read. They are not ours: ours run as this account, or this is root.
    const cwd = await readlink(`/proc/${name}/cwd`).catch(() => undefined);
    if (cwd !== directory || !processIdentity(pid)) continue;
    const command = await readFile(`/proc/${name}/comm`, 'utf8').catch(() => '');
    if (command.startsWith('postgres')) found.push(pid);
  }
  return found;
}

function processesNaming(directory: string): readonly number[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,command='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(`postgres -D ${directory} `)).map((line) => Number.parseInt(line, 10));
}
