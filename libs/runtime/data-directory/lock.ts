import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { absent } from '../absent';
import { processIdentity } from '../process-identity';
import { StartRefused } from '../start-refused';
import { startRefusalOf } from './data-directory';

/** Holds the data directory for one server. */
export interface DataDirectoryLock {
  /** Called at most once, when another process has taken the lock: the owner has to stop at once. */
  onLost(stop: () => void): void;
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  /** See `processIdentity`: tells the holder from a later process with its number. */
  readonly identity: string;
  /** Process numbers mean something only in one namespace: containers may share a directory. */
  readonly namespace: string;
  readonly token: string;
}

const HEARTBEAT_MS = 5_000;
/** A holder in another container, whose process cannot be seen, is alive if its file was touched since. */
const STALE_AFTER_MS = 20_000;
const ATTEMPTS = 5;

/**
 * Locks the data directory, or names its holder. The lock of a killed server is recognised and taken over.
 *
 * @throws StartRefused
 */
export async function lockDataDirectory(directory: string): Promise<DataDirectoryLock> {
  const path = join(directory, 'server.lock');
  const mine: Holder = {
    pid: process.pid,
    identity: processIdentity(process.pid) ?? '',
    namespace: processNamespace(),
    token: randomUUID(),
  };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await create(path, mine)) return held(path, mine);
    const content = await readFile(path, 'utf8').catch(absent);
    if (content === undefined) continue;
    if (await alive(path, content)) throw inUse(directory, content);
    await removeStale(path, content);
  }
  throw inUse(directory, await readFile(path, 'utf8').catch(() => ''));
}

async function create(path: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw startRefusalOf(path, error);
  }
}

async function alive(path: string, content: string): Promise<boolean> {
  const holder = parse(content);
  if (holder?.namespace === processNamespace()) return processIdentity(holder.pid) === holder.identity;
  const file = await stat(path).catch(absent);
  return file !== undefined && Date.now() - file.mtimeMs < STALE_AFTER_MS;
}

/**
 * Two processes that find the same stale file must not remove each other's new one: one that moved a fresh file puts it
 * back.
 */
async function removeStale(path: string, content: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw startRefusalOf(path, error);
  }
  if ((await readFile(aside, 'utf8')) === content) await rm(aside);
  else await rename(aside, path);
}

function held(path: string, mine: Holder): DataDirectoryLock {
  let lost: () => void = () => undefined;
  const stillMine = async () => parse((await readFile(path, 'utf8').catch(absent)) ?? '')?.token === mine.token;
  // An error here (no file descriptor left, say) is retried at the next interval.
  const heartbeat = setInterval(() => void beat().catch(() => undefined), HEARTBEAT_MS);
  heartbeat.unref();
  const beat = async () => {
    if (await stillMine()) return utimes(path, new Date(), new Date());
    clearInterval(heartbeat);
    lost();
  };
  return {
    onLost: (stop) => (lost = stop),
    async release() {
      clearInterval(heartbeat);
      if (await stillMine()) await rm(path, { force: true });
    },
  };
}

function parse(content: string): Holder | undefined {
  try {
    return JSON.parse(content) as Holder;
  } catch {
    // Incomplete (being written this moment) or not ours: its age decides.
    return undefined;
  }
}

function inUse(directory: string, content: string): StartRefused {
  const pid = parse(content)?.pid;
  return new StartRefused(
    `OpsLedger is already running on ${directory}${pid ? ` (process ${pid})` : ''}. ` +
      'Stop it first, or set OPSLEDGER_DATA_DIR to another folder.',
  );
}

function processNamespace(): string {
  if (process.platform !== 'linux') return '';
  // Containers of several hosts may share a directory over the network.
  return `${readlinkSync('/proc/self/ns/pid')}@${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
}
