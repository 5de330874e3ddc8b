import type { LiveTopic } from '#contracts/declare/live-topic';
import {
  type CheckpointPlace,
  type EventLog,
  LogBehind,
  type Position,
  type RecordedEvent,
  START,
  epochOf,
  insistOnCheckpoint,
  pauseFor,
} from '#libs/event-log';
import type { AccessVersions, RolesInForce, VerifiedToken } from '#libs/identity';
import { AccessWatch } from './access-watch';
import { Journal } from './journal';
import { type LiveItem, liveItems } from './live-item';
import { LIVE_LIMITS, type LiveLimits } from './live-limits';
import { LiveStream, type StreamStart } from './live-stream';
import { PassedPositions, type ReadPositions } from './passed-positions';
import { ReachBack } from './reach-back';
import { type ReadThing, SharedThings } from './shared-things';

export interface LiveOptions {
  readonly log: Pick<EventLog, 'head' | 'epoch' | 'idAt' | 'subscribe' | 'readPages' | 'isDense'>;
  /** Every topic that streams of this process can have. */
  readonly topics: readonly LiveTopic[];
  readonly positions: ReadPositions;
  readonly read: ReadThing;
  readonly access: Pick<AccessVersions, 'check'>;
  readonly roles: Pick<RolesInForce, 'resolve'>;
  readonly onFault: (what: string, error: unknown) => void;
  readonly limits?: Partial<LiveLimits>;
}

export interface StreamRequest {
  /** The caller's organisation. */
  readonly caller: VerifiedToken;
  readonly tenantId: string;
  readonly topics: readonly LiveTopic[];
  /** The position of the last change that the client has. */
  readonly after?: Position;
  /**
   * The caller's membership began here: nothing earlier is sent. Undefined: unknown, so the stream cannot be resumed.
   */
  readonly memberSince: Position | undefined;
  /** By the monotonic clock: when access was found to stand. */
  readonly admittedAt: number;
}

/** A position from which no stream of this log can be resumed. */
export class ForeignPosition extends Error {
  override readonly name = 'ForeignPosition';
}

const PAUSE_AFTER_FAULT_MS = 250;

/** The log, followed while streams are open. */
interface Session {
  readonly journal: Journal;
  readonly reachBack: ReachBack;
  readonly passed: PassedPositions;
  readonly things: SharedThings;
  readonly access: AccessWatch;
  readonly stop: () => Promise<void>;
}

/** The live streams of a process: one subscription to the log, opened with the first of them and shared by all. */
export class Live {
  readonly limits: LiveLimits;
  private readonly itemOf: (event: RecordedEvent) => LiveItem | undefined;
  private readonly streams = new Map<string, Set<LiveStream>>();
  private session: Promise<Session> | undefined;
  private idle: NodeJS.Timeout | undefined;
  /** Up to here a position may be of an event that the log has lost since: no stream resumes from it. */
  private lostThrough = START;
  private opening = 0;
  private closed = false;

  constructor(private readonly options: LiveOptions) {
    this.limits = { ...LIVE_LIMITS, ...options.limits };
    this.itemOf = liveItems(options.topics);
  }

  /** The number of open streams. */
  get size(): number {
    return [...this.streams.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** @throws ForeignPosition if `after` is of another log; Error when the log or the checkpoints cannot be read */
  async open(request: StreamRequest): Promise<LiveStream> {
    this.opening++;
    clearTimeout(this.idle);
    try {
      const session = await this.follow();
      const start = await this.startOf(request, session);
      const { caller, tenantId, topics, admittedAt } = request;
      const { journal, passed, things } = session;
      const { limits } = this;
      const stream = new LiveStream(start, {
        caller,
        tenantId,
        topics: new Set(topics),
        journal,
        passed,
        things,
        limits,
        admittedAt,
      });
      this.enter(stream, session);
      return stream;
    } finally {
      this.opening--;
      this.restWhenIdle();
    }
  }

  /** Ends every stream. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.idle);
    this.endAll();
    await this.rest();
  }

  private endAll(): void {
    for (const stream of [...this.streams.values()].flatMap((ofTenant) => [...ofTenant])) stream.end();
  }

  private enter(stream: LiveStream, { access }: Session): void {
    const { tenantId, caller } = stream;
    const ofTenant = this.streams.get(tenantId) ?? new Set();
    this.streams.set(tenantId, ofTenant.add(stream));
    const expiry = setTimeout(() => stream.end(), Math.max(0, caller.expiresAt - Date.now()));
    stream.ended.addEventListener('abort', () => {
      clearTimeout(expiry);
      access.remove(stream);
      ofTenant.delete(stream);
      if (ofTenant.size === 0) this.streams.delete(tenantId);
      this.restWhenIdle();
    });
    access.add(stream);
    if (this.closed) stream.end();
  }

  /** A resuming client goes on from its position; a new one begins where its read models or its membership are. */
  private async startOf(request: StreamRequest, { journal, reachBack, passed }: Session): Promise<StreamStart> {
    const { tenantId, topics, after, memberSince } = request;
    const { log } = this.options;
    const head = await log.head();
    const isLost = after !== undefined && after <= this.lostThrough;
    if (after !== undefined && !isLost && (after > head || epochOf(after) !== (await log.epoch())))
      throw new ForeignPosition();
    const names = [...new Set(topics.flatMap(({ projections }) => projections))];
    const wanted = isLost ? undefined : (after ?? latest(await passed.earliest(names), memberSince));
    // Read models that are ahead of the log show events that it has lost.
    const isKnown = wanted !== undefined && wanted <= head && memberSince !== undefined && wanted >= memberSince;
    const position = isKnown && (await reachBack.covers(tenantId, wanted)) ? wanted : undefined;
    // Checked again, since the journal has moved meanwhile.
    if (position !== undefined && journal.covers(tenantId, position)) return { position, reset: false };
    return { position: journal.through > head ? journal.through : head, reset: true };
  }

  private follow(): Promise<Session> {
    if (this.closed) return Promise.reject(new Error('live streams are closed'));
    this.session ??= this.begin();
    this.session.catch(() => (this.session = undefined));
    return this.session;
  }

  private async begin(): Promise<Session> {
    const { log, topics, positions, read, access, roles, onFault } = this.options;
    const { pollMs, slowPollMs, accessMs, journalBytes } = this.limits;
    const journal = new Journal(await log.head(), journalBytes);
    const reachBack = new ReachBack({ log, journal, itemOf: (event) => this.read(event), limits: this.limits });
    const ending = new AbortController();
    const following = this.take(journal, ending.signal);
    const passed = new PassedPositions({
      projections: [...new Set(topics.flatMap(({ projections }) => projections))],
      read: positions,
      pollMs,
      slowPollMs,
      onFault: (error) => onFault('checkpoints could not be read for live streams', error),
    });
    const watch = new AccessWatch({
      access,
      roles,
      everyMs: accessMs,
      onFault: (error) => onFault('whether the access of live streams stands is not known', error),
    });
    const things = new SharedThings({
      read,
      limits: this.limits,
      onFault: (error) => onFault('what changed could not be read for live streams', error),
    });
    return {
      journal,
      reachBack,
      passed,
      things,
      access: watch,
      stop: async () => {
        ending.abort();
        await Promise.all([following, passed.close(), watch.close()]);
      },
    };
  }

  /** Adds the log to the journal from its begin, and goes on after a fault. */
  private async take(journal: Journal, signal: AbortSignal): Promise<void> {
    let last: CheckpointPlace = { position: journal.through, eventId: null };
    while (!signal.aborted) {
      try {
        await insistOnCheckpoint(this.options.log, last);
        for await (const message of this.options.log.subscribe({ after: last.position, signal })) {
          if (message.kind === 'event') {
            last = { position: message.event.position, eventId: message.event.id };
            this.takeEvent(journal, message.event);
          } else {
            await insistOnCheckpoint(this.options.log, last);
            journal.advance(message.position);
          }
        }
      } catch (error) {
        this.options.onFault('the log could not be followed for live streams; trying again', error);
        if (error instanceof LogBehind) return this.startOver(journal);
      }
      if (!signal.aborted) await pauseFor(PAUSE_AFTER_FAULT_MS, signal);
    }
  }

  /** The log has lost events that streams have sent: each ends, and its client is reset when it comes back. */
  private startOver({ through }: Journal): void {
    this.lostThrough = through;
    this.endAll();
    void this.rest();
  }

  private takeEvent(journal: Journal, event: RecordedEvent): void {
    const item = this.read(event);
    if (!item) return journal.advance(event.position);
    for (const tenantId of journal.add(item)) {
      for (const stream of this.streams.get(tenantId) ?? []) if (stream.isLeftBehind) stream.end();
    }
    for (const stream of this.streams.get(item.tenantId) ?? []) stream.wake();
  }

  /** An unreadable event is skipped: one event must not end every stream. */
  private read(event: RecordedEvent): LiveItem | undefined {
    try {
      return this.itemOf(event);
    } catch (error) {
      this.options.onFault(`the event ${event.id} could not be read for live streams`, error);
      return undefined;
    }
  }

  private restWhenIdle(): void {
    if (this.streams.size > 0 || this.opening > 0 || this.closed) return;
    clearTimeout(this.idle);
    this.idle = setTimeout(() => void this.rest(), this.limits.lingerMs).unref();
  }

  /** Stops following the log. */
  private async rest(): Promise<void> {
    const { session } = this;
    this.session = undefined;
    const found = await session?.catch(() => undefined);
    await found?.stop();
  }
}

function latest(readModels: Position | undefined, memberSince: Position | undefined): Position | undefined {
  if (readModels === undefined || memberSince === undefined) return readModels;
  return readModels > memberSince ? readModels : memberSince;
}
