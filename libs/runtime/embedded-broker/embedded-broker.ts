import { type ChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { StartRefused } from '../start-refused';
import type { BrokerReport } from './broker-config';
import type { BrokerOptions } from './options';

export interface EmbeddedBroker {
  /** `nats://<host>:<port>`, without credentials. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves when the process has ended, for any reason. */
  readonly exited: Promise<void>;
  /** Lets every client read its waiting messages, and leaves nothing running. */
  stop(): Promise<void>;
  /** For tests of recovery. */
  kill9(): Promise<void>;
}

export interface ProcessOptions extends BrokerOptions {
  /** Arguments of `node` itself; for tests, which run from sources. Default: those of this process. */
  readonly execArgv?: readonly string[];
}

const STOP_TIMEOUT_MS = 5_000;

/**
 * Starts a broker in a process of its own, which ends with this one. To restart it under the same address after a kill,
 * give it the port that it had.
 *
 * @throws StartRefused with a sentence for the operator: the port is in use, a permission is not a subject pattern, …
 */
export async function startEmbeddedBroker(options: ProcessOptions): Promise<EmbeddedBroker> {
  const { log, execArgv, ...config } = options;
  const child = fork(join(__dirname, `main${extname(__filename)}`), [], {
    // A process group of its own: a signal to the terminal's group (Ctrl-C) must not end it before its users have.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // None of the secrets of this process.
    env: brokerEnvironment(process.env),
    ...(execArgv && { execArgv: [...execArgv] }),
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  if (child.stderr) createInterface({ input: child.stderr }).on('line', (line) => log?.(line));
  const port = await configure(child, config, exited);
  const host = config.host ?? '127.0.0.1';
  return {
    url: `nats://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    pid: child.pid as number,
    exited,
    stop: () => stop(child, exited),
    async kill9() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** The variables that a Node process needs to run. */
const NEEDED = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'LC_ALL', 'TZ', 'NODE_V8_COVERAGE'];

function brokerEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(NEEDED.flatMap((name) => (name in environment ? [[name, environment[name]]] : [])));
}

async function configure(child: ChildProcess, config: object, exited: Promise<void>): Promise<number> {
  const report = new Promise<BrokerReport>((resolve) => {
    child.once('message', (message) => resolve(message as BrokerReport));
    child.once('error', ({ message }) => resolve({ failed: { code: 'SPAWN', message } }));
    void exited.then(() => resolve({ failed: { code: 'EXITED', message: 'it ended without a word' } }));
  });
  if (child.connected) child.send(config);
  const answer = await report;
  if ('listening' in answer) return answer.listening.port;
  const { code, message } = answer.failed;
  if (child.pid !== undefined) await exited;
  throw new StartRefused(
    code === 'EADDRINUSE'
      ? 'The embedded broker cannot start: its port is in use by another program.'
      : `The embedded broker cannot start: ${message}.`,
  );
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const overdue = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(overdue);
}
