import { fork, type ChildProcess, type Serializable } from 'node:child_process';
import { once } from 'node:events';
import { SOURCES } from './sources';

/** A process of a test's own, run from sources, to be killed. Its script sends a message when it has started. */
export class WorkerProcess {
  private constructor(private readonly child: ChildProcess) {}

  /** Resolves with its first message. */
  static async start(script: string, args: readonly string[] = []): Promise<WorkerProcess> {
    const child = fork(script, args, { execArgv: [...SOURCES] });
    const ended = new AbortController();
    child.once('exit', () => ended.abort(new Error(`${script} ended before it had started`)));
    await once(child, 'message', { signal: ended.signal });
    return new WorkerProcess(child);
  }

  /** The signal that ended it; null while it lives. */
  get killedBy(): NodeJS.Signals | null {
    return this.child.signalCode;
  }

  send(message: Serializable): void {
    this.child.send(message);
  }

  onMessage(told: (message: never) => void): void {
    this.child.on('message', told as (message: unknown) => void);
  }

  onExit(told: () => void): void {
    this.child.once('exit', told);
  }

  /** Resolves when it is gone. */
  async kill9(): Promise<void> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
}

/** Processes that share their work, of which the oldest is killed again and again. */
export class WorkerProcesses {
  private readonly running: WorkerProcess[] = [];

  private constructor(private readonly launch: () => Promise<WorkerProcess>) {}

  static async start(script: string, args: readonly string[], count = 2): Promise<WorkerProcesses> {
    const workers = new WorkerProcesses(() => WorkerProcess.start(script, args));
    for (let started = 0; started < count; started++) await workers.add();
    return workers;
  }

  async add(): Promise<void> {
    this.running.push(await this.launch());
  }

  /** Kills the oldest and starts another in its place. */
  async replaceOldest(): Promise<void> {
    await this.running.shift()?.kill9();
    await this.add();
  }

  async kill9(): Promise<void> {
    await Promise.all(this.running.splice(0).map((worker) => worker.kill9()));
  }
}
