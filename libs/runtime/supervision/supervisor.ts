import { pauseFor } from '#libs/event-log';
import { StartRefused } from '../start-refused';

/** A server in a process of its own. */
export interface SupervisedServer {
  readonly pid: number;
  /** Resolves when the process has ended, for any reason. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

export interface SupervisorOptions<Server extends SupervisedServer> {
  /** The name in messages: `PostgreSQL`, `the broker`. */
  readonly name: string;
  /** Starts it; under the same address when it is given the previous one. */
  readonly start: (previous: Server | undefined) => Promise<Server>;
  /** It died and is up again. */
  readonly restarted: (server: Server) => void;
  /** It cannot be kept running: the whole process has to stop, for the given reason. */
  readonly givenUp: (reason: StartRefused) => void;
  readonly log: (line: string) => void;
  /** Milliseconds before each further attempt; their number is the number of attempts. */
  readonly backoffMs?: readonly number[];
  /** The number of deaths within a minute that is too many. */
  readonly deathsPerMinute?: number;
}

/** The first attempt comes at once: a killed server is back before its clients time out. */
const BACKOFF_MS = [0, 100, 250, 500, 1_000, 2_000, 4_000, 8_000];
const DEATHS_PER_MINUTE = 10;
const MINUTE_MS = 60_000;

/** Keeps one server running: starts it again when it dies, and reports when that is of no use any more. */
export class Supervisor<Server extends SupervisedServer> {
  private readonly stopping = new AbortController();
  private readonly deaths: number[] = [];
  private watching: Promise<void> = Promise.resolve();

  private constructor(
    private server: Server,
    private readonly options: SupervisorOptions<Server>,
  ) {}

  /** @throws the error of the first start */
  static async start<Server extends SupervisedServer>(options: SupervisorOptions<Server>): Promise<Supervisor<Server>> {
    const supervisor = new Supervisor(await options.start(undefined), options);
    supervisor.watching = supervisor.watch();
    return supervisor;
  }

  get current(): Server {
    return this.server;
  }

  /** Ends the server and its supervision. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.server.stop();
    await this.watching;
  }

  private async watch(): Promise<void> {
    for (;;) {
      await this.server.exited;
      if (this.stopping.signal.aborted) return;
      this.options.log(`${this.options.name} ended unexpectedly; starting it again`);
      if (this.tooManyDeaths()) return this.giveUp(`it ended ${this.deaths.length} times within a minute.`);
      const failure = await this.startAgain();
      if (failure !== undefined) return this.giveUp(failure);
    }
  }

  /** Undefined when it runs again, or is not wanted any more; otherwise the reason. */
  private async startAgain(): Promise<string | undefined> {
    let failure = '';
    for (const wait of this.options.backoffMs ?? BACKOFF_MS) {
      await this.pause(wait);
      if (this.stopping.signal.aborted) return undefined;
      try {
        this.server = await this.options.start(this.server);
      } catch (error) {
        failure = (error as Error).message;
        this.options.log(`${this.options.name} does not start: ${failure}`);
        continue;
      }
      if (this.stopping.signal.aborted) await this.server.stop();
      else this.options.restarted(this.server);
      return undefined;
    }
    return failure;
  }

  /** Ends early when nobody waits for it any more. */
  private async pause(milliseconds: number): Promise<void> {
    await pauseFor(milliseconds, this.stopping.signal);
  }

  private tooManyDeaths(): boolean {
    const now = Date.now();
    this.deaths.push(now);
    while (this.deaths.length > 0 && now - (this.deaths[0] ?? now) > MINUTE_MS) this.deaths.shift();
    return this.deaths.length >= (this.options.deathsPerMinute ?? DEATHS_PER_MINUTE);
  }

  private giveUp(reason: string): void {
    this.options.givenUp(new StartRefused(`OpsLedger stops: ${this.options.name} cannot be kept running: ${reason}`));
  }
}
