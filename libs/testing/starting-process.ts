import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { freePort } from '../runtime/embedded-postgres';
import { eventually } from './eventually';
import { HttpClient } from './http-client';
import { collect, spawnOpsLedger } from './opsledger-process';

/** The platform while it starts: a process that may never become ready. */
export class StartingProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly printed: () => string,
    private readonly directory: string,
    readonly http: HttpClient,
  ) {}

  /** Resolves when its port is open. */
  static async launch(environment: NodeJS.ProcessEnv): Promise<StartingProcess> {
    const directory = await mkdtemp(join(tmpdir(), 'opsledger-starting-'));
    const port = await freePort();
    const child = spawnOpsLedger(['serve', 'all'], {
      PATH: process.env.PATH,
      PORT: String(port),
      OPSLEDGER_DATA_DIR: join(directory, 'var'),
      ...environment,
    });
    const started = new StartingProcess(child, collect(child), directory, new HttpClient(`http://127.0.0.1:${port}`));
    await eventually(async () => (await started.http.get('/health/live')).status === 200, { timeoutMs: 30_000 });
    return started;
  }

  get output(): string {
    return this.printed();
  }

  /** SIGTERM, and the exit code that it ends with. */
  async stop(): Promise<number | null> {
    const gone = once(this.child, 'exit') as Promise<[number | null]>;
    this.child.kill('SIGTERM');
    return (await gone)[0];
  }

  async remove(): Promise<void> {
    if (this.child.exitCode === null) this.child.kill('SIGKILL');
    await rm(this.directory, { recursive: true, force: true });
  }
}
