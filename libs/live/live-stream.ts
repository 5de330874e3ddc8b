import { setTimeout as delay } from 'node:timers/promises';
import type { LiveTopic } from '#contracts/declare/live-topic';
import type { Position } from '#libs/event-log';
import { type DecidingActor, type VerifiedToken, actorOf, decidingActor, isWithinScope } from '#libs/identity';
import type { Watched } from './access-watch';
import type { Journal } from './journal';
import type { LiveItem } from './live-item';
import type { LiveLimits } from './live-limits';
import { mayFollow } from './may-follow';
import type { PassedPositions } from './passed-positions';
import type { AskingItem, SharedThings } from './shared-things';
import { SSE_COMMENT, sseMessage, ssePlace, sseRetry } from './sse';

/** The changes within which a later one of the same thing is looked for. */
const LOOKED_AHEAD = 1_000;

export interface LiveStreamOptions {
  readonly caller: VerifiedToken;
  readonly tenantId: string;
  readonly topics: ReadonlySet<LiveTopic>;
  readonly journal: Journal;
  readonly passed: PassedPositions;
  readonly things: SharedThings;
  readonly limits: LiveLimits;
  /** By the monotonic clock: when access was last found to stand. */
  readonly admittedAt: number;
}

/** The position after which a stream begins. `reset`: the client lacks changes before it, and is told so. */
export interface StreamStart {
  readonly position: Position;
  readonly reset: boolean;
}

/**
 * Sends one client the changes of its tenant, in order of position, each once, when its read models show it. It keeps a
 * place in the journal instead of a queue; the reader sets the pace.
 */
export class LiveStream implements Watched {
  caller: VerifiedToken;
  private position: Position;
  private reset: boolean;
  private actor: DecidingActor;
  private trustedUntil: number;
  private readonly ending = new AbortController();
  private readonly projections: readonly string[];
  private readonly showsThings: boolean;
  private wakeUp: () => void = () => undefined;
  private readonly nudge = () => this.wakeUp();

  constructor(
    { position, reset }: StreamStart,
    private readonly options: LiveStreamOptions,
  ) {
    const { caller, topics, admittedAt, limits } = options;
    this.position = position;
    this.reset = reset;
    this.caller = caller;
    this.actor = decidingActor(actorOf(caller));
    this.trustedUntil = admittedAt + limits.trustMs;
    this.projections = [...new Set([...topics].flatMap((topic) => topic.projections))];
    this.showsThings = [...topics].some(({ on }) => on.some(({ thing }) => thing));
  }

  get tenantId(): string {
    return this.options.tenantId;
  }

  /** Aborted when it has ended. */
  get ended(): AbortSignal {
    return this.ending.signal;
  }

  /** Whether it lacks changes that the journal has dropped. */
  get isLeftBehind(): boolean {
    return !this.options.journal.covers(this.tenantId, this.position);
  }

  /** There may be something to send. */
  wake(): void {
    this.nudge();
  }

  end(): void {
    if (this.ending.signal.aborted) return;
    this.options.passed.forget(this.nudge);
    this.options.things.forget(this.nudge);
    this.ending.abort();
    this.nudge();
  }

  stands(caller: VerifiedToken, asOf: number): void {
    this.caller = caller;
    this.actor = decidingActor(actorOf(caller));
    const wasTrusted = performance.now() < this.trustedUntil;
    this.trustedUntil = asOf + this.options.limits.trustMs;
    if ([...this.options.topics].some((topic) => !mayFollow(caller, topic))) this.end();
    else if (!wasTrusted) this.nudge();
  }

  /** The text of the stream, produced as fast as it is read; returns when the stream has ended. */
  async *chunks(): AsyncGenerator<string, void> {
    const { retryMs, heartbeatMs } = this.options.limits;
    yield sseRetry(retryMs) + this.place();
    let saidAt = performance.now();
    while (!this.ended.aborted) {
      let chunk = this.next();
      if (chunk === '') {
        if (await this.wokenWithin(saidAt + heartbeatMs - performance.now())) continue;
        chunk = this.place() || SSE_COMMENT;
      }
      saidAt = performance.now();
      yield chunk;
    }
  }

  /** The text that can be sent now; empty when the stream has to wait. */
  private next(): string {
    if (performance.now() >= this.trustedUntil) return '';
    if (this.isLeftBehind) {
      this.end();
      return '';
    }
    return this.reset ? this.resetMessage() : this.changes();
  }

  /** Sent when read models show everything before it: a client that then reads again misses nothing. */
  private resetMessage(): string {
    if (!this.options.passed.passed(this.projections, this.position)) return this.waitForReadModels();
    this.reset = false;
    return sseMessage(this.position, 'reset', {});
  }

  private changes(): string {
    const { journal, passed, limits } = this.options;
    const { through } = journal;
    const last = this.showsThings ? this.lastOfThings() : undefined;
    let chunk = '';
    for (const item of journal.after(this.tenantId, this.position)) {
      if (this.shows(item)) {
        // Later changes wait behind it: a client resumes from one position.
        if (!passed.passed(item.projections, item.position)) return chunk || this.waitForReadModels();
        const message = this.messageOf(item, last);
        if (message === undefined) return chunk;
        chunk += message;
      }
      this.position = item.position;
      if (chunk.length >= limits.chunkBytes) return chunk;
    }
    if (through > this.position) this.position = through;
    return chunk;
  }

  /** Of each thing the last of its changes that can be sent now; each thing is being read. */
  private lastOfThings(): ReadonlyMap<string, LiveItem> {
    const { journal, passed, things } = this.options;
    const last = new Map<string, AskingItem>();
    let looked = 0;
    for (const item of journal.after(this.tenantId, this.position)) {
      if (++looked > LOOKED_AHEAD) break;
      if (!this.shows(item)) continue;
      if (!passed.passed(item.projections, item.position)) break;
      if (isAsking(item)) last.set(item.asks.key, item);
    }
    for (const item of last.values()) things.prepare(item, passed.positions);
    return last;
  }

  /** Undefined while the thing is read. A change before the last one of its thing comes without it. */
  private messageOf(item: LiveItem, last: ReadonlyMap<string, LiveItem> | undefined): string | undefined {
    if (!isAsking(item)) return item.message;
    const lastOfThing = last?.get(item.asks.key);
    if (lastOfThing && lastOfThing.position > item.position) return item.message;
    return this.options.things.messageOf(item, this.options.passed.positions, this.nudge);
  }

  private waitForReadModels(): string {
    this.options.passed.wait(this.nudge);
    return '';
  }

  private shows({ topic, boundTo }: LiveItem): boolean {
    if (!this.options.topics.has(topic) || !mayFollow(this.caller, topic)) return false;
    return !topic.scope || isWithinScope(this.actor, { permission: topic.permission, by: topic.scope.by }, boundTo);
  }

  /** The position to resume from; nothing for a client that has not yet been told of its reset. */
  private place(): string {
    return this.reset ? '' : ssePlace(this.position);
  }

  private async wokenWithin(milliseconds: number): Promise<boolean> {
    if (this.ended.aborted) return true;
    const late = new AbortController();
    const woken = new Promise<boolean>((resolve) => {
      this.wakeUp = () => resolve(true);
    });
    const timeOut = delay(milliseconds, false, { signal: late.signal }).catch(() => false);
    const isWoken = await Promise.race([woken, timeOut]);
    late.abort();
    return isWoken;
  }
}

function isAsking(item: LiveItem): item is AskingItem {
  return item.asks !== undefined;
}
