import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { declaredEvents } from '#contracts/declare/event';
import { SubjectErased, SubjectTablesRewritten } from '#contracts/privacy/erasure-events';
import type { EventLog, Position } from '#libs/event-log';
import type { Commands, Reservations, LogFeed, LogRegistration, OnFault } from '#libs/event-sourcing';
import type { Subject, SubjectKeys } from '#libs/privacy';
import { Repeating } from '#libs/schedules';
import type { ErasureList } from './erasure-list';
import { ErasureConsumer, ErasureQueue } from './erasure-queue';
import { ErasureWorker, type ClearWal, type PersonalProjection } from './erasure-worker';
import { forgetting } from './forgetting';
import type { PersonalStore } from './personal-store';
import { replayErasures } from './replay';
import { TableInUse } from './rewrite-tables';

/** A service of this process, as erasures see it. */
export interface ErasingService {
  readonly name: string;
  readonly commands: Commands;
  readonly reservations: Pick<Reservations, 'eraseFormer'>;
  /** Those with personal columns. */
  readonly projections: readonly PersonalProjection[];
  readonly waitFor: (projections: readonly string[], position: Position, timeoutMs: number) => Promise<boolean>;
  /** The places with data of persons that it erases in. */
  readonly stores: readonly PersonalStore[];
}

export interface ErasuresOptions {
  /** Every service with tables, wherever it runs. */
  readonly services: readonly string[];
  readonly here: readonly ErasingService[];
  /** As the projector, with time for long statements; two connections for each service. */
  readonly pool: Pool;
  readonly log: Pick<EventLog, 'head'>;
  readonly feed: LogFeed;
  readonly keys: Pick<SubjectKeys, 'destroy' | 'notDestroyed'>;
  readonly list: ErasureList;
  readonly forget: (subject: Subject) => void;
  readonly clearWal: ClearWal;
  readonly onFault: OnFault;
}

const LOOK_EVERY_MS = 30_000;
/** Between attempts at a step that waits for others. */
const AGAIN_MS = { first: 100, longest: 60_000 } as const;
const LOCK = 0x65726173;

/** The erasures of a process: follows the log for them, and carries out the parts of its services. */
export class Erasures {
  private readonly services: readonly OpenService[];
  private readonly registrations: LogRegistration[] = [];
  private readonly stopping = new AbortController();
  private readonly turns: Repeating;
  private waited = 0;

  constructor(private readonly options: ErasuresOptions) {
    this.services = options.here.map((service) => new OpenService(service, options, () => this.wake()));
    this.turns = new Repeating('erasing personal data', () => this.work(), options.onFault);
  }

  /** Before the services answer: erasures that a restored backup is older than. */
  async replay(signal: AbortSignal): Promise<void> {
    for (const each of this.services) await each.replay(signal);
  }

  async start(): Promise<void> {
    if (this.services.length === 0) return;
    const { feed, log, forget } = this.options;
    this.registrations.push(feed.register(forgetting(await log.head(), erasingTypes(), forget)));
    for (const each of this.services) each.start();
    this.turns.start();
  }

  /** Resolves when no step is under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const closing = this.registrations.map((each) => each.close());
    await Promise.all([this.turns.stop(), ...closing, ...this.services.map((each) => each.stop())]);
  }

  async gauges(): Promise<readonly { readonly service: string; readonly open: number; readonly seconds: number }[]> {
    return Promise.all(this.services.map(async ({ name, queue }) => ({ service: name, ...(await queue.counts()) })));
  }

  private wake(): void {
    this.waited = 0;
    this.turns.nudge();
  }

  /** Returns the milliseconds until there may be more. */
  private async work(): Promise<number> {
    let isWaiting = false;
    for (const each of this.services) {
      if (this.stopping.signal.aborted) return 0;
      isWaiting = (await this.workOn(each)) === 'waiting' || isWaiting;
    }
    if (!isWaiting) return LOOK_EVERY_MS;
    return Math.min(AGAIN_MS.first * 2 ** this.waited++, AGAIN_MS.longest);
  }

  /** One replica at a time: the others would only rewrite the tables again. */
  private async workOn({ name, queue, worker }: OpenService): Promise<'done' | 'waiting'> {
    if ((await queue.counts()).open === 0) return 'done';
    const client = await this.options.pool.connect();
    const key = createHash('sha256').update(name).digest().readInt32BE();
    try {
      const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS mine', [
        LOCK,
        key,
      ]);
      if (!rows[0]?.mine) return 'done';
      try {
        return await worker.work(this.stopping.signal);
      } catch (error) {
        if (error instanceof TableInUse) return 'waiting';
        throw error;
      } finally {
        await client.query('SELECT pg_advisory_unlock($1, $2)', [LOCK, key]);
      }
    } finally {
      client.release();
    }
  }
}

class OpenService {
  readonly name: string;
  readonly queue: ErasureQueue;
  readonly worker: ErasureWorker;
  private readonly follower: Repeating;
  private registration: LogRegistration | undefined;

  constructor(
    private readonly service: ErasingService,
    private readonly options: ErasuresOptions,
    private readonly wake: () => void,
  ) {
    const { name, commands, reservations, projections, stores, waitFor } = service;
    const { services, pool, keys, list, forget, clearWal, onFault } = options;
    this.name = name;
    this.queue = new ErasureQueue(pool, name);
    this.worker = new ErasureWorker({
      service: name,
      services,
      queue: this.queue,
      commands,
      reservations,
      keys,
      list,
      projections,
      stores,
      pool,
      waitFor,
      forget,
      clearWal,
    });
    this.follower = new Repeating(`following the log for erasures of ${name}`, () => this.follow(), onFault);
  }

  async replay(signal: AbortSignal): Promise<void> {
    const { list, keys, forget } = this.options;
    const { name, commands, reservations, projections, waitFor } = this.service;
    // Before the events that are recorded again.
    await this.queue.introduce(await this.options.log.head());
    const position = await replayErasures({
      service: name,
      list,
      queue: this.queue,
      commands,
      reservations,
      keys,
      forget,
    });
    const names = projections.map((each) => each.name);
    while (position !== undefined && !(await waitFor(names, position, REPLAYED_MS))) signal.throwIfAborted();
  }

  start(): void {
    this.follower.start();
  }

  async stop(): Promise<void> {
    const stopping = this.follower.stop();
    await this.registration?.close();
    await stopping;
  }

  /** Runs until the registration ends; a failed one is opened again at its checkpoint. */
  private async follow(): Promise<number> {
    // The steps of other services wake this one too.
    const types = new Set([...erasingTypes(), SubjectTablesRewritten.type, SubjectErased.type]);
    const after = await this.queue.position();
    const consumer = new ErasureConsumer(this.name, after, types, this.queue, this.wake);
    if (this.follower.isStopped) return 0;
    this.registration = this.options.feed.register(consumer);
    await this.registration.done;
    return 0;
  }
}

const REPLAYED_MS = 5_000;

function erasingTypes(): ReadonlySet<string> {
  return new Set(declaredEvents().flatMap(({ type, erases }) => (erases === undefined ? [] : [type])));
}
