import type { Pool, PoolClient } from 'pg';
import { type EventLog, LogBehind, type Position, checkpointFault } from '#libs/event-log';
import type { EventCodec } from '../aggregates/codec';
import type { LogFeed, LogRegistration } from './log-feed';
import type { Reactor } from './reactor';
import type { Pauses } from './retries';
import type { SendCommand } from './reactor-answering';
import { ReactorParking, type ReactorCounts } from './reactor-parking';
import { EpochChanged, ReactorLost, ReactorRunner, type RunnerOptions } from './reactor-runner';
import { ReactorStore } from './reactor-store';
import type { OnFault } from '../aggregates/snapshot-keeper';

export interface ReactorsOptions {
  readonly feed: LogFeed;
  readonly log: Pick<EventLog, 'readStream' | 'head' | 'idAt'>;
  readonly codec: Pick<EventCodec, 'decode'>;
  /** With the role `opsledger_projector`; one of its connections is kept for locks. */
  readonly pool: Pool;
  readonly send: SendCommand;
  readonly onFault: OnFault;
  /** Epoch milliseconds. Default: the system's. */
  readonly clock?: () => number;
  /** How long one sending may take, in milliseconds. Default 10,000. */
  readonly sendWithinMs?: number;
  /** How often a process checks whether a reactor has lost its owner, in milliseconds. Default 1,000. */
  readonly contendEveryMs?: number;
  /** Default: from 50 ms to 30 s. */
  readonly retryMs?: Pauses;
  /** Default: from 5 s to 10 minutes. */
  readonly parkedRetryMs?: Pauses;
}

export interface ReactorStatus {
  readonly name: string;
  readonly service: string;
  /** `elsewhere`: another process owns it, or none yet. `stopped`: a person has to act. */
  readonly state: 'running' | 'retrying' | 'elsewhere' | 'stopped';
  readonly position: Position | null;
  readonly trouble: string | null;
}

/** The figures of a reactor for graphs and alarms; parked events are the same in every process. */
export interface ReactorGauge extends ReactorCounts {
  readonly state: ReactorStatus['state'];
}

/** The beginning of the reactor was never recorded, and it may not answer the whole log. */
export class NotIntroduced extends Error {
  override readonly name = 'NotIntroduced';
}

/** While there is nothing to contend for, the connection with the locks is looked at so much more rarely. */
const SETTLED_FACTOR = 5;

interface Owned {
  readonly runner: ReactorRunner;
  readonly registration: LogRegistration;
}

/**
 * The reactors of a process. Each has one owner among all processes: the holder of its advisory lock. The checkpoint is
 * moved under a fencing number, so that an owner that lost its lock without knowing moves nothing. Two owners that send
 * at once send the same command, since its id derives from the event.
 */
export class Reactors {
  private readonly store: ReactorStore;
  private readonly parking: ReactorParking;
  private readonly running: RunnerOptions;
  private readonly owned = new Map<Reactor, Owned>();
  private readonly stopped = new Map<Reactor, Error>();
  private readonly stopping = new AbortController();
  private reactors: readonly Reactor[] = [];
  private locks: PoolClient | undefined;
  private contending: Promise<void> = Promise.resolve();
  /** Ends a pause. */
  private wake: () => void = () => undefined;

  constructor(private readonly options: ReactorsOptions) {
    const { pool, log, codec, send, onFault, clock = Date.now, sendWithinMs = 10_000 } = options;
    const { retryMs = { first: 50, longest: 30_000 }, parkedRetryMs = { first: 5_000, longest: 600_000 } } = options;
    const [store, parking] = [new ReactorStore(pool), new ReactorParking(pool)];
    this.store = store;
    this.parking = parking;
    this.running = { store, parking, log, codec, send, onFault, clock, sendWithinMs, retryMs, parkedRetryMs };
  }

  /** Begins to run, or to stand by for, these reactors. Called once. */
  start(reactors: readonly Reactor[]): void {
    this.reactors = reactors;
    if (reactors.length > 0) this.contending = this.contendForAll();
  }

  /** Waits for commands under way, saves the checkpoints, and gives every reactor to the other processes. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.contending;
    await this.disownAll(true);
  }

  status(): readonly ReactorStatus[] {
    return this.reactors.map((reactor) => {
      const { runner, registration } = this.owned.get(reactor) ?? {};
      const trouble = this.stopped.get(reactor) ?? runner?.trouble;
      return {
        name: reactor.name,
        service: reactor.service,
        state: this.stopped.has(reactor) ? 'stopped' : runner ? (trouble ? 'retrying' : 'running') : 'elsewhere',
        position: registration?.position ?? null,
        trouble: trouble instanceof Error ? `${trouble.name}: ${trouble.message}` : null,
      };
    });
  }

  /** Reactors that stopped here because the log lacks what they have answered. */
  behind(): readonly string[] {
    return [...this.stopped].flatMap(([{ name }, error]) => (error instanceof LogBehind ? [name] : []));
  }

  async gauges(): Promise<readonly ReactorGauge[]> {
    const status = new Map(this.status().map(({ name, state }) => [name, state]));
    const counts = await this.parking.counts([...status.keys()]);
    return counts.map((each) => ({ ...each, state: status.get(each.reactor) ?? 'elsewhere' }));
  }

  /** Contends for reactors without an owner, and checks that the connection with the locks is alive. */
  private async contendForAll(): Promise<void> {
    const { onFault, contendEveryMs = 1_000 } = this.options;
    while (!this.stopping.signal.aborted) {
      try {
        const locks = (this.locks ??= await this.openLocks());
        await this.contend(locks);
        await this.storeIdle();
        for (const { runner } of this.owned.values()) this.retryParked(runner);
      } catch (error) {
        onFault('the locks of reactors are out of reach', error);
        await this.disownAll(false);
      }
      await this.pause(this.isSettled ? SETTLED_FACTOR * contendEveryMs : contendEveryMs);
    }
  }

  /** Every reactor is here, and nothing of it waits: only a broken connection is to be found. */
  private get isSettled(): boolean {
    const here = this.owned.size + this.stopped.size === this.reactors.length;
    return here && ![...this.owned.values()].some(({ runner }) => runner.hasParked);
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake(), ms);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = () => undefined;
        resolve();
      };
      if (this.stopping.signal.aborted) this.wake();
    });
  }

  /** The checkpoints of all that had no event of theirs, in one statement. After a fault they are stored the next time. */
  private async storeIdle(): Promise<void> {
    const idle = [...this.owned].flatMap(([reactor, owned]) => {
      const move = owned.runner.passed(owned.registration);
      return move ? [{ reactor, owned, move }] : [];
    });
    if (idle.length === 0) return;
    try {
      const stored = await this.store.moveCheckpoints(idle.map(({ move }) => move));
      for (const { reactor, owned, move } of idle) {
        if (stored.has(move.reactor)) owned.runner.isStored(move);
        else this.lose(reactor, owned);
      }
    } catch (error) {
      this.options.onFault('the checkpoints of idle reactors were not stored', error);
    }
  }

  private lose(reactor: Reactor, { runner, registration }: Owned): void {
    runner.stop();
    void registration.close();
    this.over(reactor, runner, new ReactorLost(`${runner.name} is owned elsewhere`));
  }

  /** Separate from the locks, which must not wait for it. */
  private retryParked(runner: ReactorRunner): void {
    runner
      .retryParked()
      .catch((error: unknown) => this.options.onFault(`${runner.name} retries no parked event`, error));
  }

  private async openLocks(): Promise<PoolClient> {
    const client = await this.store.connect();
    client.on('error', (error) => {
      this.options.onFault('the connection with the locks of reactors broke', error);
      if (this.locks === client) for (const { runner } of this.owned.values()) runner.stop();
      this.wake();
    });
    return client;
  }

  private async contend(locks: PoolClient): Promise<void> {
    const wanted = this.reactors.filter((reactor) => !this.owned.has(reactor) && !this.stopped.has(reactor));
    const locked = await this.store.tryToLock(
      locks,
      wanted.map(({ name }) => name),
    );
    for (const reactor of wanted) if (locked.includes(reactor.name)) await this.own(locks, reactor);
  }

  private async own(locks: PoolClient, reactor: Reactor): Promise<void> {
    const ownership = await this.store.own(locks, reactor);
    if (ownership === 'not introduced') {
      const missing = new NotIntroduced(`reactor ${reactor.name} has no beginning; run the migration`);
      this.stopped.set(reactor, missing);
      this.options.onFault(missing.message, missing);
      return this.store.disown(locks, reactor.name);
    }
    const fault = await checkpointFault(this.options.log, ownership);
    if (fault !== undefined) {
      const behind = new LogBehind(fault);
      this.stopped.set(reactor, behind);
      this.options.onFault(`reactor ${reactor.name} stops`, behind);
      return this.store.disown(locks, reactor.name);
    }
    const parked = await this.parking.streams(reactor.name);
    const runner = new ReactorRunner(reactor, ownership, parked, this.running);
    const registration = this.options.feed.register(runner);
    this.owned.set(reactor, { runner, registration });
    registration.done.catch((error: unknown) => this.over(reactor, runner, error));
  }

  /** A runner ended by itself: it lost its reactor, or the epoch changed. */
  private over(reactor: Reactor, runner: ReactorRunner, error: unknown): void {
    if (this.owned.get(reactor)?.runner !== runner) return;
    this.options.onFault(`${runner.name} ended here`, error);
    this.owned.delete(reactor);
    this.wake();
    if (error instanceof EpochChanged || error instanceof LogBehind) this.stopped.set(reactor, error);
    if (this.locks) this.store.disown(this.locks, reactor.name).catch((fault: unknown) => this.lockFault(fault));
  }

  private lockFault(error: unknown): void {
    this.options.onFault('the lock of a reactor was not released', error);
  }

  private async disownAll(saving: boolean): Promise<void> {
    const owned = [...this.owned.values()];
    this.owned.clear();
    for (const { runner } of owned) runner.stop();
    for (const { registration, runner } of owned) runner.passed(registration);
    await Promise.all(owned.map(({ registration, runner }) => Promise.all([registration.close(), runner.settled()])));
    const { locks } = this;
    this.locks = undefined;
    if (saving) await Promise.all(owned.map(({ runner }) => this.save(runner)));
    // The connection is closed, not given back: its locks end with it.
    locks?.release(true);
  }

  /** Events after an unsaved checkpoint are read again by the next owner. */
  private async save(runner: ReactorRunner): Promise<void> {
    try {
      // False: the present owner's checkpoint counts.
      await runner.saveCheckpoint();
    } catch (error) {
      this.options.onFault(`${runner.name} did not save its checkpoint`, error);
    }
  }
}
