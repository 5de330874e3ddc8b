import type { EventLog } from '../../event-log';
import { Gate } from './gate';
import type { EventLogHarness } from './harness';
import { type LogAddress, endpointOf, openLog, through } from './log-address';
import { LogProcess } from './log-process';

/** What the tests of one store share; whatever a test opens here is closed after it. */
export class SuiteContext {
  private readonly opened: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly harness: EventLogHarness,
    /** An instance that lives as long as the suite. */
    readonly log: EventLog,
  ) {}

  static async start(harness: EventLogHarness): Promise<SuiteContext> {
    return new SuiteContext(harness, await openLog(harness.address));
  }

  /** A further instance. */
  async open(changes: Partial<LogAddress> = {}): Promise<EventLog> {
    const log = await openLog({ ...this.harness.address, ...changes });
    this.opened.push(() => log.close());
    return log;
  }

  /** A way to the server with a gate in it, and an instance that goes that way. */
  async openThroughGate(
    changes: Partial<LogAddress> = {},
  ): Promise<{ log: EventLog; gate: Gate; address: LogAddress }> {
    const gate = await Gate.before(endpointOf(this.harness.address));
    this.opened.push(() => gate.close());
    const address = { ...through(gate.port, this.harness.address), ...changes };
    const log = await openLog(address);
    this.opened.push(() => log.close());
    return { log, gate, address };
  }

  async process(address: LogAddress = this.harness.address): Promise<LogProcess> {
    const started = await LogProcess.start(address);
    this.opened.push(() => started.kill());
    return started;
  }

  processes(count: number): Promise<LogProcess[]> {
    return Promise.all(Array.from({ length: count }, () => this.process()));
  }

  /** After each test: what came last goes first. */
  async closeOpened(): Promise<void> {
    for (const close of this.opened.splice(0).reverse()) await close();
  }

  async end(): Promise<void> {
    await this.log.close();
    await this.harness.close();
  }
}
