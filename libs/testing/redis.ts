import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { freePort } from '../runtime/embedded-postgres';
import { eventually } from './eventually';
import { programOnPath } from './program';

const PROGRAM = 'redis-server';

export interface TestRedis {
  readonly url: string;
  /** Ends it at once; `restart` brings it back, empty, under the same address. */
  kill9(): Promise<void>;
  restart(): Promise<void>;
  /** Stops its process (SIGSTOP): it listens, and answers nothing more. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/**
 * Runs a suite with a real redis-server. Without one on PATH it reports so, as a test by that name and on standard
 * error.
 */
export function describeOnRedis(suite: string, define: (start: () => Promise<TestRedis>) => void): void {
  if (programOnPath(PROGRAM)) return describe(suite, () => define(startRedis));
  const notRun = `${suite}: not run: no redis-server on PATH`;
  process.stderr.write(`${notRun}\n`);
  test(notRun, () => expect(programOnPath(PROGRAM)).toBeUndefined());
}

async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  let running = await launch(port);
  return {
    url: `redis://127.0.0.1:${port}`,
    kill9: () => running.end('SIGKILL'),
    async restart() {
      running = await launch(port);
    },
    pause: () => running.signal('SIGSTOP'),
    resume: () => running.signal('SIGCONT'),
    stop: () => running.end('SIGKILL'),
  };
}

async function launch(port: number) {
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn(programOnPath(PROGRAM) as string, settings, { stdio: 'ignore' });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await eventually(() => listens(port));
  return {
    signal: (signal: NodeJS.Signals) => void child.kill(signal),
    async end(signal: NodeJS.Signals) {
      child.kill(signal);
      await exited;
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (is: boolean) => () => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', answer(true)).once('error', answer(false));
  });
}
