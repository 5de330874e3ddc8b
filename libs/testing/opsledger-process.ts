import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HttpClient } from './http-client';

const ROOT = resolve(__dirname, '../..');
const MAIN = join(ROOT, 'dist/services/cli/src/main.js');
/** As `npm start`, the image and the unit file have it. */
const NODE_FLAGS = ['--max-semi-space-size=32'];
const READY = /^OpsLedger ready on (\S+)$/m;
const START_MS = 180_000;

export const ADMIN_EMAIL = 'root@opsledger.test';
export const ADMIN_PASSWORD = 'a long enough password';

/** The platform as people start it: the built program, in processes of its own, on a data directory of its own. */
export class OpsLedgerProcess {
  private constructor(
    readonly dataDir: string,
    private readonly args: readonly string[],
    private readonly environment: NodeJS.ProcessEnv,
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly printed: () => string,
  ) {}

  /** Starts and waits until it reports that it is ready. `args`: the services; default all. */
  static async start(
    environment: NodeJS.ProcessEnv = {},
    args: readonly string[] = ['serve', 'all'],
    dataDir?: string,
  ): Promise<OpsLedgerProcess> {
    const directory = dataDir ?? (await mkdtemp(join(tmpdir(), 'opsledger-e2e-')));
    const all = {
      PATH: process.env.PATH,
      HOME: directory,
      PORT: '0',
      OPSLEDGER_DATA_DIR: join(directory, 'var'),
      OPSLEDGER_ADMIN_EMAIL: ADMIN_EMAIL,
      OPSLEDGER_ADMIN_PASSWORD: ADMIN_PASSWORD,
      RATE_LIMIT_PER_MINUTE: '1000000',
      RATE_LIMIT_USER_PER_MINUTE: '1000000',
      RATE_LIMIT_ORGANIZATION_PER_MINUTE: '1000000',
      ...environment,
    };
    const { child, url, printed } = await launch(args, all);
    return new OpsLedgerProcess(directory, args, all, child, url, printed);
  }

  get http(): HttpClient {
    return new HttpClient(this.url);
  }

  /** Everything that it has printed so far. */
  get output(): string {
    return this.printed();
  }

  /** The address of its own database, for reads past the API. */
  databaseUrl(): Promise<string> {
    return databaseUrlOf(this.dataDir);
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** Kills every process of it at once, as a power cut would. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    process.kill(-this.pid, 'SIGKILL');
    await gone;
  }

  /** Stops every process of it (SIGSTOP): its connections stay open, and it answers nothing more. */
  pause(): void {
    process.kill(-this.pid, 'SIGSTOP');
  }

  resume(): void {
    process.kill(-this.pid, 'SIGCONT');
  }

  /** SIGTERM, and the exit code that it ends with. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const gone = once(this.child, 'exit') as Promise<[number | null]>;
    process.kill(this.pid, 'SIGTERM');
    return (await gone)[0];
  }

  /** Starts anew on the same data directory; a process of the same settings. */
  async again(environment: NodeJS.ProcessEnv = {}): Promise<OpsLedgerProcess> {
    return OpsLedgerProcess.start({ ...this.environment, ...environment }, this.args, this.dataDir);
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The address of the database that the instance with this data directory has started. */
export async function databaseUrlOf(dataDir: string): Promise<string> {
  const file = await readFile(join(dataDir, 'var', 'runtime.json'), 'utf8');
  return (JSON.parse(file) as { databaseUrl: string }).databaseUrl;
}

/** Starts the built program in a process group of its own. */
export function spawnOpsLedger(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [...NODE_FLAGS, MAIN, ...args], {
    cwd: ROOT,
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs the program to its end; for refusals, and for the operator's commands. */
export async function runOpsLedger(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawnOpsLedger(args, environment);
  const printed = collect(child);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: printed() };
}

async function launch(args: readonly string[], environment: NodeJS.ProcessEnv) {
  const child = spawnOpsLedger(args, environment);
  const printed = collect(child);
  const url = await new Promise<string>((ready, failed) => {
    const timer = setTimeout(() => {
      process.kill(-(child.pid as number), 'SIGKILL');
      failed(new Error(`not ready after ${START_MS} ms:\n${printed()}`));
    }, START_MS);
    const look = () => {
      const found = READY.exec(printed())?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      ready(found);
    };
    child.stdout.on('data', look);
    child.once('exit', (code) => {
      clearTimeout(timer);
      failed(new Error(`ended with ${code} before it was ready:\n${printed()}`));
    });
  });
  return { child, url, printed };
}

/** Everything that it prints. */
export function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  }
  return () => text;
}
