import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEmbeddedBroker } from '../runtime/embedded-broker/embedded-broker';
import { natsServerConfig } from '../runtime/embedded-broker/nats-server-config';
import type { BrokerLimits, BrokerUser } from '../runtime/embedded-broker/options';
import { eventually } from './eventually';
import { programOnPath } from './program';
import { SOURCES } from './sources';

export interface TestBroker {
  /** `nats://127.0.0.1:<port>`; credentials are those of the users it was started with. */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
  /** Ends it at once; `restart` brings it back under the same address. */
  kill9(): Promise<void>;
  restart(): Promise<void>;
  /** Stops its process (SIGSTOP): it listens, and answers nothing more. */
  pause(): Promise<void>;
  resume(): void;
}

export interface BrokerKind {
  readonly name: 'embedded broker' | 'nats-server';
  start(users: readonly BrokerUser[], limits?: Partial<BrokerLimits>): Promise<TestBroker>;
}

interface Running {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
  kill9(): Promise<void>;
}

const EMBEDDED: BrokerKind = {
  name: 'embedded broker',
  start: (users, limits = {}) => restartable((port) => startEmbeddedBroker({ users, limits, port, execArgv: SOURCES })),
};

const NATS_SERVER: BrokerKind = {
  name: 'nats-server',
  start: (users, limits = {}) => restartable((port) => startNatsServer(users, limits, port)),
};

/**
 * A real nats-server when one is on PATH, otherwise the embedded broker, in a process of its own; `name` says which.
 */
export function brokerAtHand(): BrokerKind {
  return natsServerPath() ? NATS_SERVER : EMBEDDED;
}

const natsServerPath = () => programOnPath('nats-server');

/**
 * Runs a suite on the embedded broker and on a real nats-server. Without one on PATH that half reports so, as a test by
 * that name and on standard error.
 */
export function describeOnBrokers(suite: string, define: (kind: BrokerKind) => void): void {
  describe(`${suite}, on the embedded broker`, () => define(EMBEDDED));
  if (natsServerPath()) {
    describe(`${suite}, on nats-server`, () => define(NATS_SERVER));
    return;
  }
  const notRun = `${suite}, on nats-server: not run: no nats-server on PATH`;
  process.stderr.write(`${notRun}\n`);
  test(notRun, () => expect(natsServerPath()).toBeUndefined());
}

/** `T` for a stopped process. */
async function stateOf(pid: number): Promise<string> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'state=', '-p', String(pid)]);
  return stdout.trim();
}

async function restartable(start: (port: number) => Promise<Running>): Promise<TestBroker> {
  let running = await start(0);
  const { port } = running;
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    stop: () => running.stop(),
    kill9: () => running.kill9(),
    async restart() {
      running = await start(port);
    },
    async pause() {
      process.kill(running.pid, 'SIGSTOP');
      await eventually(async () => (await stateOf(running.pid)).startsWith('T'));
    },
    resume: () => void process.kill(running.pid, 'SIGCONT'),
  };
}

async function startNatsServer(
  users: readonly BrokerUser[],
  limits: Partial<BrokerLimits>,
  port: number,
): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'opsledger-nats-'));
  const settings = [`ports_file_dir: "${folder}"`];
  const config = natsServerConfig(users, { port: port || -1, limits, settings });
  await writeFile(join(folder, 'nats.conf'), config, { mode: 0o600 });
  const child = spawn(natsServerPath() as string, ['-c', join(folder, 'nats.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return {
      pid: child.pid as number,
      port: await eventually(() => portFrom(folder, child, said)),
      stop: () => end('SIGTERM'),
      kill9: () => end('SIGKILL'),
    };
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
}

/** nats-server writes its ports once it listens. */
async function portFrom(folder: string, child: ChildProcess, said: string): Promise<number> {
  if (child.exitCode !== null) throw new Error(`nats-server ended: ${said}`);
  const file = (await readdir(folder)).find((name) => name.endsWith('.ports'));
  if (!file) throw new Error('nats-server has not written its ports yet');
  const ports = JSON.parse(await readFile(join(folder, file), 'utf8')) as { nats: string[] };
  return Number(new URL(ports.nats[0] as string).port);
}
