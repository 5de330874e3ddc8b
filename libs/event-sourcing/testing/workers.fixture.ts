import { join } from 'node:path';
import { WorkerProcess } from '#libs/testing/worker-process';
import type { aPostgresPlatform } from './platform.fixture';
import type { Order, Report } from './worker.fixture';

type Platform = Pick<Awaited<ReturnType<typeof aPostgresPlatform>>, 'database' | 'master'>;

/** A process of its own. Requests unanswered at its death are answered with `undefined`. */
export class Worker {
  private readonly waiting = new Map<string, (report: Report | undefined) => void>();
  private process: WorkerProcess | undefined;

  constructor(private readonly platform: Platform) {}

  async start(): Promise<this> {
    const { database, master } = this.platform;
    const args = [database.url, master.toString('hex')];
    this.process = await WorkerProcess.start(join(__dirname, 'worker.fixture.ts'), args);
    this.process.onMessage((report: Report) => {
      this.waiting.get(report.commandId)?.(report);
      this.waiting.delete(report.commandId);
    });
    this.process.onExit(() => {
      for (const answer of this.waiting.values()) answer(undefined);
      this.waiting.clear();
    });
    return this;
  }

  send(order: Order): Promise<Report | undefined> {
    return new Promise((resolve) => {
      this.waiting.set(order.commandId, resolve);
      this.process?.send({ ...order });
    });
  }

  /** The signal that ended it; null while it lives. */
  get killedBy(): NodeJS.Signals | null {
    return this.process?.killedBy ?? null;
  }

  async kill9(): Promise<void> {
    await this.process?.kill9();
  }
}
