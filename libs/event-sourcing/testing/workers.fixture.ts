import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SOURCES } from '#libs/testing';
import type { aPostgresPlatform } from './platform.fixture';
import type { Order, Report } from './worker.fixture';

type Platform = Pick<Awaited<ReturnType<typeof aPostgresPlatform>>, 'database' | 'master'>;

/** A process of its own. Requests unanswered at its death are answered with `undefined`. */
export class Worker {
  private readonly waiting = new Map<string, (report: Report | undefined) => void>();
  private child: ChildProcess | undefined;

  constructor(private readonly platform: Platform) {}

  async start(): Promise<this> {
    const { database, master } = this.platform;
    const args = [database.url, master.toString('hex')];
    const child = fork(join(__dirname, 'worker.fixture.ts'), args, { execArgv: [...SOURCES] });
    this.child = child;
    await once(child, 'message');
    child.on('message', (report: Report) => {
      this.waiting.get(report.commandId)?.(report);
      this.waiting.delete(report.commandId);
    });
    child.on('exit', () => {
      for (const answer of this.waiting.values()) answer(undefined);
      this.waiting.clear();
    });
    return this;
  }

  send(order: Order): Promise<Report | undefined> {
    return new Promise((resolve) => {
      this.waiting.set(order.commandId, resolve);
      this.child?.send(order);
    });
  }

  /** The signal that ended it; null while it lives. */
  get killedBy(): NodeJS.Signals | null {
    return this.child?.signalCode ?? null;
  }

  async kill9(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
}
