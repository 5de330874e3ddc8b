import type { EventLog, LogFault } from '../../event-log';
import { Gate } from './gate';
import type { EventLogHarness } from './harness';
import { type StoreAddress, endpointOf, openLog, through } from './store-address';
import { LogProcess } from './log-process';
import { ServerWatch } from './server-watch';

/** The number of attempts of a test that others may disturb. */
const TRIALS = 3;

/** The shared part of one store's tests; everything that a test opens here is closed after it. */
export class SuiteContext {
  private readonly opened: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly harness: EventLogHarness,
    /** An instance that lives as long as the suite. */
    readonly log: EventLog,
    /** The faults that it has recovered from so far. */
    readonly faults: readonly LogFault[],
  ) {}

  static async start(harness: EventLogHarness): Promise<SuiteContext> {
    const faults: LogFault[] = [];
    return new SuiteContext(harness, await openLog(harness.address, (fault) => faults.push(fault)), faults);
  }

  /** A further instance. */
  async open(changes: Partial<StoreAddress> = {}): Promise<EventLog> {
    const log = await openLog({ ...this.harness.address, ...changes });
    this.opened.push(() => log.close());
    return log;
  }

  /** Opens a gate to the server, and an instance that connects through it. */
  async openThroughGate(
    changes: Partial<StoreAddress> = {},
  ): Promise<{ log: EventLog; gate: Gate; address: StoreAddress }> {
    const gate = await Gate.before(endpointOf(this.harness.address));
    this.opened.push(() => gate.close());
    const address = { ...through(gate.port, this.harness.address), ...changes };
    const log = await openLog(address);
    this.opened.push(() => log.close());
    return { log, gate, address };
  }

  async process(address: StoreAddress = this.harness.address): Promise<LogProcess> {
    const started = await LogProcess.start(address);
    this.opened.push(() => started.kill());
    return started;
  }

  processes(count: number): Promise<LogProcess[]> {
    return Promise.all(Array.from({ length: count }, () => this.process()));
  }

  watch(): ServerWatch {
    return new ServerWatch(this.harness.answers?.bind(this.harness));
  }

  /**
   * For a test whose faults are its own, and which proves nothing when the server goes down for another reason as well:
   * it is then repeated.
   */
  async undisturbed(test: () => Promise<void>): Promise<void> {
    for (let trial = 1; ; trial++) {
      const watch = this.watch();
      try {
        return await test();
      } catch (failure) {
        await watch.end();
        if (watch.awayAt === undefined || trial === TRIALS) throw failure;
        await this.closeOpened();
      } finally {
        await watch.end();
      }
    }
  }

  /** Called at the end of the test, in success or failure, before earlier ones are. */
  atEnd(close: () => Promise<unknown>): void {
    this.opened.push(close);
  }

  /** After each test: the last one opened is closed first. */
  async closeOpened(): Promise<void> {
    for (const close of this.opened.splice(0).reverse()) await close();
  }

  async end(): Promise<void> {
    await this.log.close();
    await this.harness.close();
  }
}
