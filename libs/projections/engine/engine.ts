import { setMaxListeners } from 'node:events';
import type { Pool } from 'pg';
import { type Position, tellsLogBehind } from '#libs/event-log';
import { ROLES_OF_ALL } from '#libs/read-models';
import { CheckpointStore } from '../storage/checkpoint-store';
import { ProcessCheckpoint } from '../storage/process-checkpoint';
import { CheckpointWaits } from './checkpoint-waits';
import { CONTROL_CHANNEL, Commands } from './control';
import { type EngineConnections, type EnginePoolSizes, engineConnections } from './engine-connections';
import type { ProjectionEngineOptions, ProjectionGauge } from './engine-options';
import { FILL } from '../slots/fill';
import { FoldingWaits, type WaitLimits } from './folding-waits';
import { KnownHead } from './known-head';
import { type KnownTime, earliestReached, knownTime } from './known-time';
import { Lease } from './lease';
import { type DeclaredProjection, OwnedProjection, type OwnerContext } from './owned-projection';
import { gaugeOf } from './projection-gauge';
import { declaredWithLayouts, registerProjections } from './registration';
import { SlotAdmin } from '../slots/slot-admin';
import { haltedProjections } from '../slots/slot-record';
import type { SlotWorker } from '../slots/slot-worker';

const POOL_SIZES: EnginePoolSizes = { pool: 6, folding: 6, filling: 6 };
const LEASE_MS = 5_000;
const RETRY_MS: readonly number[] = [10, 50];

/** How often checkpoints that moved without a write are stored. */
const STORE_EVERY_MS = 100;

/** Folds every projection that this process owns. Each projection has one owner among the processes that declare it. */
export class ProjectionEngine {
  private readonly connections: EngineConnections;
  private readonly pool: Pool;
  private readonly checkpoints: CheckpointStore;
  private readonly process: ProcessCheckpoint;
  private readonly lease: Lease;
  private readonly waits: CheckpointWaits;
  private readonly context: OwnerContext;
  private readonly owned = new Map<string, OwnedProjection>();
  private readonly commands: Commands;
  private readonly here = new FoldingWaits(this.owned);
  private readonly head: KnownHead;
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly underway = new Set<Promise<unknown>>();
  private declared: readonly DeclaredProjection[] = [];
  private eventsOfLog = 0;
  private stopping = false;
  private contending: Promise<void> | undefined;

  constructor(private readonly options: ProjectionEngineOptions) {
    const { url, roles = ROLES_OF_ALL, log, reader, decoder, fill = FILL } = options;
    const { poolSizes: sizes = POOL_SIZES, budget, leaseMs = LEASE_MS, retryMs = RETRY_MS } = options;
    const connections = engineConnections({ url, roles, sizes, budget, onFault: (error) => this.fault(error) });
    const { pool, folding, filling } = connections;
    this.head = new KnownHead(log, () => reader.head);
    this.connections = connections;
    this.pool = pool;
    this.waits = new CheckpointWaits(this.pool, (error) => this.fault(error));
    this.commands = new Commands({ pool, owned: this.owned, onFault: (error) => this.fault(error) });
    const admin = new SlotAdmin(connections.migrator, options.switchAttempts);
    this.lease = new Lease(this.pool, {
      connection: connections.lease,
      leaseMs,
      channel: CONTROL_CHANNEL,
      onNotify: () => this.obey(),
      onInterrupted: () => this.doubt(),
      onFault: (error) => this.fault(error),
    });
    // A crash may undo these checkpoints and nothing else: they are stored again. No append waits for the disk.
    this.process = new ProcessCheckpoint(folding, this.lease.owner);
    const absent = new Set<string>();
    this.checkpoints = new CheckpointStore({
      pool: folding,
      owned: () => this.projections(),
      process: this.process,
      absent,
      head: () => reader.end,
      undone: () => this.doubt(),
    });
    reader.onNew(() => this.moved());
    reader.onBehind((fault) => this.stopAll(fault));
    this.context = {
      pool,
      folding,
      filling,
      reader,
      log,
      epochs: log,
      decoder,
      admin,
      retry: { backoffMs: retryMs },
      fill,
      finish: (slot, layouts, fence) => admin.finish(slot, { layouts, fence }),
      analyze: (slot, layouts) => admin.analyze(slot, layouts),
      eventsOfLog: () => this.knownEventsOfLog(),
      absent,
      onMoved: () => this.moved(),
      onLost: (owned) => void this.track(this.disown(owned)),
      onFault: (error, projection) => this.fault(error, projection),
    };
  }

  /** Registers the projections and begins to fold those that no other process folds. */
  async start(): Promise<void> {
    const { projections } = this.options;
    this.declared = await declaredWithLayouts(projections);
    if (projections.length === 0) return;
    this.eventsOfLog = await registerProjections(this.pool, this.declared);
    await this.lease.open();
    await this.lease.sweep();
    const taken = this.contend();
    this.every((this.options.leaseMs ?? LEASE_MS) / 3, () => this.keepLease());
    await taken;
    this.every(STORE_EVERY_MS, () => this.checkpoints.store());
  }

  /** Ends after the batches under way, stores all checkpoints, and leaves its projections to other processes. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.timers.forEach(clearInterval);
    // A run under way reports its fault to its caller. No fault from here on keeps the rest from ending.
    await this.contending?.catch(() => undefined);
    await Promise.all(this.projections().map((owned) => owned.stop()));
    await this.commands.close();
    await this.track(this.checkpoints.storeLast());
    await Promise.all(this.underway);
    await Promise.all(this.projections().map((owned) => this.track(this.lease.release(owned.ownership))));
    this.owned.clear();
    await this.lease.close();
    await this.connections.end();
  }

  /**
   * Waits until each of the projections has folded the log up to a position (read your own writes), whichever process
   * folds it. False when the time is over first, and at once for a position that the log does not have.
   *
   * @throws TypeError for a name that this process has not declared
   */
  async waitFor(names: readonly string[], position: Position, timeoutMs: number): Promise<boolean> {
    if (names.every((name) => this.here.passed(name, position))) return true;
    const enough = new AbortController();
    // One for each projection, and all are taken off when the wait is over.
    setMaxListeners(0, enough.signal);
    const limits = { timeoutMs, givenUp: enough.signal };
    const reaching = Promise.all(names.map((name) => this.reached(name, position, limits)));
    void this.head.mayHave(position).then((mayHave) => mayHave || enough.abort());
    return (await reaching).every(Boolean);
  }

  /** As `knownTime`. @throws TypeError for a name that this process has not declared; LogUnavailable */
  known(names: readonly string[], timeoutMs: number): Promise<KnownTime> {
    const versions = this.options.projections.filter(({ name }) => names.includes(name));
    const reached = () => earliestReached(versions, this.here, this.waits);
    return knownTime({ log: this.options.log, waitFor: (to) => this.waitFor(names, to, timeoutMs), reached });
  }

  /**
   * Waits until every declared projection has reached the head of the log as it is now. Paused and stopped projections
   * are left out, in whichever process: an operator has to resume them, and needs a running process for it.
   */
  async caughtUp(timeoutMs: number): Promise<boolean> {
    const head = await this.options.log.head();
    const halted = await haltedProjections(this.pool, this.options.projections);
    const folding = this.options.projections.map(({ name }) => name).filter((name) => !halted.has(name));
    return this.waitFor(folding, head, timeoutMs);
  }

  /** The measurements of the slots that this process folds, from memory. */
  gauges(): ProjectionGauge[] {
    return this.workers().map(gaugeOf);
  }

  /** The number of parked events by projection. Projections without parked events are left out. */
  async parked(): Promise<ReadonlyMap<string, number>> {
    const answer = await this.pool.query<{ name: string; parked: number }>(
      'SELECT name, count(*) AS parked FROM engine.parked_event GROUP BY name',
    );
    return new Map(answer.rows.map(({ name, parked }) => [name, parked]));
  }

  /** Taking projections may last longer than the lease, so the lease is prolonged meanwhile. */
  private async keepLease(): Promise<void> {
    if (this.contending) await this.lease.renew();
    else await this.contend();
  }

  /** Prolongs the lease on what this process owns, and takes the projections that no process owns. */
  private contend(): Promise<void> {
    this.contending ??= this.contendOnce().finally(() => (this.contending = undefined));
    return this.contending;
  }

  private async contendOnce(): Promise<void> {
    const { owned: kept, asked } = await this.lease.renew();
    for (const owned of this.owned.values()) {
      const { name, fence } = owned.ownership;
      // Not awaited: it ends after the batch under way, which may take longer than the lease on the others.
      if (!kept.some((other) => other.name === name && other.fence === fence)) void this.track(this.disown(owned));
    }
    const taken = await this.takeFree();
    if (asked || taken) this.obey();
  }

  /** Answers whether it took any. */
  private async takeFree(): Promise<boolean> {
    const lacking = this.declared.filter(({ projection }) => !this.owned.has(projection.name));
    const free = await this.lease.free(lacking.map(({ projection }) => projection));
    let taken = false;
    for (const declared of lacking.filter(({ projection }) => free.some(({ name }) => name === projection.name))) {
      const ownership = this.stopping ? undefined : await this.lease.acquire(declared.projection);
      if (!ownership) continue;
      taken = true;
      await this.own(new OwnedProjection(declared, ownership.fence, this.context));
    }
    return taken;
  }

  private async own(owned: OwnedProjection): Promise<void> {
    this.owned.set(owned.declared.projection.name, owned);
    try {
      await owned.start();
    } catch (error) {
      this.fault(error);
      await this.disown(owned);
      await this.lease.release(owned.ownership);
    }
  }

  private async disown(owned: OwnedProjection): Promise<void> {
    const { name } = owned.declared.projection;
    if (this.owned.get(name) === owned) this.owned.delete(name);
    // Waits for the projection look at the stored checkpoint from now on.
    this.context.onMoved();
    await owned.stop();
  }

  /** A checkpoint has moved, or events have been read. */
  private moved(): void {
    this.here.moved();
    this.checkpoints.moved();
  }

  /** The projections of this process that stopped because the log lacks what they have folded. */
  behind(): readonly string[] {
    return this.projections()
      .filter(({ slots }) => slots.some(({ record }) => record.role === 'serving' && tellsLogBehind(record.stopped)))
      .map(({ declared }) => declared.projection.name);
  }

  private stopAll(fault: string): void {
    for (const worker of this.workers()) void this.track(worker.between(() => worker.stopFor(fault)));
  }

  private doubt(): void {
    this.process.doubt();
    for (const worker of this.workers()) worker.doubt();
  }

  private obey(): void {
    if (this.stopping || this.owned.size === 0) return;
    void this.track(this.commands.look());
  }

  private async reached(name: string, position: Position, limits: WaitLimits): Promise<boolean> {
    const projection = this.options.projections.find((declared) => declared.name === name);
    if (!projection) throw new TypeError(`projection ${name} is not declared here`);
    const until = Date.now() + limits.timeoutMs;
    if (await this.here.reached(name, position, limits)) return true;
    const timeoutMs = until - Date.now();
    return timeoutMs > 0 && this.waits.reached(projection, position, { ...limits, timeoutMs });
  }

  private knownEventsOfLog(): number {
    for (const worker of this.workers()) {
      this.eventsOfLog = Math.max(this.eventsOfLog, worker.eventsOfLog ?? worker.record.events);
    }
    return this.eventsOfLog;
  }

  private projections(): OwnedProjection[] {
    return [...this.owned.values()];
  }

  private workers(): SlotWorker[] {
    return this.projections().flatMap((owned) => owned.slots);
  }

  private every(ms: number, work: () => Promise<void> | void): void {
    this.timers.push(setInterval(() => void this.track(Promise.resolve(work())), ms));
  }

  /** Makes `stop` wait for work. A fault of the work is reported and not thrown. */
  private async track(work: Promise<unknown>): Promise<void> {
    const told = work.catch((error: unknown) => this.fault(error));
    this.underway.add(told);
    await told;
    this.underway.delete(told);
  }

  private fault(error: unknown, projection?: string): void {
    this.options.onFault?.(error, projection);
  }
}
