import { type EventLog, LogBehind, type Position, START, insistOnCheckpoint, pauseFor } from '#libs/event-log';
import type { LogConsumer, LogFeed, LogRegistration } from '#libs/event-sourcing';
import { CatchUp } from './catch-up';
import { type Attached, type CursorSource, LogCursor } from './log-cursor';
import { type Interest, type LogPlace, LogWindow, type WindowLimits } from './log-window';

export interface LogReaderOptions {
  /** Hears of faults in reading; the reader goes on by itself. */
  readonly onFault?: (error: unknown) => void;
  /** The limits of the window of new events. Default: 16,384 events, 32 million characters. */
  readonly live?: WindowLimits;
  /** The limits of each window of older events. Default: 2,048 events, 16 million characters. */
  readonly catchUp?: WindowLimits;
}

const LIVE: WindowLimits = { events: 16_384, size: 32_000_000 };
const CATCH_UP: WindowLimits = { events: 2_048, size: 16_000_000 };

const PAUSE_AFTER_FAULT_MS = 250;
const FEED_BATCH = 512;
const FEED_WAIT_MS = 60_000;

/**
 * The one reader of the log in a process: everything is read once, unfiltered, and every consumer follows at its own
 * pace through what is kept in memory, and is woken for the types that it declares. A consumer that is further behind is caught up by a reading of its own (shared
 * with others that are about as far behind), and then rejoins. Memory is bounded, whoever is slow.
 */
export class LogReader implements LogFeed, CursorSource {
  private readonly stopping = new AbortController();
  private readonly catchUps = new Set<CatchUp>();
  private readonly told = new Set<() => void>();
  private readonly toldBehind = new Set<(fault: string) => void>();
  private readonly feeding = new Set<LogCursor>();
  private behind: LogBehind | undefined;
  private readonly registrations = new Set<LogRegistration>();
  private live: LogWindow | undefined;
  private starting: Promise<LogWindow> | undefined;
  private pumping: Promise<void> = Promise.resolve();

  constructor(
    private readonly log: EventLog,
    private readonly options: LogReaderOptions = {},
  ) {}

  /** A place in the log that moves as events are taken. */
  cursor(after: Position, interest?: Interest): LogCursor {
    return new LogCursor(this, after, interest);
  }

  /** Calls `told` whenever new events have been read. */
  onNew(told: () => void): void {
    this.told.add(told);
    this.live?.watch(told, undefined);
  }

  get closed(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Of the newest event that it has read; the start before it has read any. */
  get head(): Position {
    return this.live?.endPosition ?? START;
  }

  /** Calls `told` when the log turns out not to have what was read of it. */
  onBehind(told: (fault: string) => void): void {
    this.toldBehind.add(told);
  }

  /** The newest event that it has read. */
  get end(): LogPlace {
    return this.live?.endPlace ?? { position: START, id: null };
  }

  register(consumer: LogConsumer): LogRegistration {
    const cursor = this.cursor(consumer.after, consumer.types);
    let handled = consumer.after;
    const done = this.feed(cursor, consumer, (through) => (handled = through));
    const registration: LogRegistration = {
      done,
      get position() {
        return handled === cursor.position ? cursor.reached.position : handled;
      },
      get eventId() {
        return handled === cursor.position ? cursor.reached.id : null;
      },
      close: async () => {
        cursor.close();
        // If the consumer's own fault has ended it, `done` tells.
        await done.catch(() => undefined);
      },
    };
    this.registrations.add(registration);
    const forget = () => this.registrations.delete(registration);
    done.then(forget, forget);
    return registration;
  }

  /** Events in memory are decoded anew: a key was destroyed. */
  forgetDecoded(): void {
    this.live?.forgetDecoded();
    for (const { window } of this.catchUps) window.forgetDecoded();
  }

  /** Ends every registration and cursor. The log itself is its owner's to close. */
  async close(): Promise<void> {
    this.stopping.abort();
    this.live?.finish();
    for (const catchUp of this.catchUps) catchUp.stop();
    await Promise.all([...this.registrations].map((registration) => registration.close()));
    await Promise.all([this.pumping, ...[...this.catchUps].map(({ done }) => done)]);
  }

  async attach(cursor: LogCursor, position: Position): Promise<Attached> {
    const live = await this.liveWindow();
    // The place may be of an event that was lost.
    if (this.behind) await insistOnCheckpoint(this.log, cursor.checkpoint);
    // A reading of older events can be ahead of the subscription by what is on its way.
    if (position > live.endPosition && !live.ended) return { window: live, at: Infinity };
    const at = live.locate(position);
    if (at !== undefined || live.ended) return { window: live, at: at ?? live.end };
    for (const catchUp of this.catchUps) {
      const place = catchUp.countAfter(position);
      if (place === undefined) continue;
      catchUp.join(cursor);
      return { window: catchUp.window, at: place, catchUp };
    }
    const catchUp = this.catchUpFrom(position, cursor);
    return { window: catchUp.window, at: 0, catchUp };
  }

  private catchUpFrom(position: Position, cursor: LogCursor): CatchUp {
    const waiting = [...this.catchUps].filter((other) => other.waitsFor(cursor, position));
    const awaited = waiting.reduce(
      (last, { window }) => (window.endPosition > last ? window.endPosition : last),
      START,
    );
    const limits = this.options.catchUp ?? CATCH_UP;
    const catchUp = new CatchUp(this.log, position, awaited, limits, (error) => this.fault(error));
    catchUp.join(cursor);
    this.catchUps.add(catchUp);
    void catchUp.done.then(() => this.catchUps.delete(catchUp));
    for (const other of waiting) other.stop();
    return catchUp;
  }

  isLive(window: LogWindow): boolean {
    return window === this.live;
  }

  fault(error: unknown): void {
    if (!this.closed) this.options.onFault?.(error);
  }

  private liveWindow(): Promise<LogWindow> {
    if (this.live) return Promise.resolve(this.live);
    this.starting ??= this.startLive().finally(() => (this.starting = undefined));
    return this.starting;
  }

  private async startLive(): Promise<LogWindow> {
    const head = await this.log.head();
    const window = new LogWindow(head, this.options.live ?? LIVE, (await this.log.idAt(head)) ?? null);
    this.live = window;
    for (const told of this.told) window.watch(told, undefined);
    if (this.closed) window.finish();
    else this.pumping = this.pump(window);
    return window;
  }

  /** After the connection to the log was made anew it may be to an older copy of it. @throws LogBehind */
  private verify({ endPlace: { position, id: eventId } }: LogWindow): Promise<void> {
    return insistOnCheckpoint(this.log, { position, eventId });
  }

  /** The window holds events that the log has lost. The next reading begins at the head of the log as it is. */
  private forsake(window: LogWindow, behind: LogBehind): void {
    this.behind = behind;
    // Before the window's end sends the cursors to another one.
    for (const told of this.toldBehind) told(behind.message);
    for (const catchUp of this.catchUps) catchUp.stop();
    this.live = undefined;
    window.finish();
    for (const cursor of this.feeding) cursor.nudge();
  }

  private async pump(window: LogWindow): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.follow(window, signal);
      } catch (error) {
        this.fault(error);
        if (error instanceof LogBehind) return this.forsake(window, error);
      }
      // Only a fault ends a subscription before it is told to; `delay` rejects when that is meanwhile so.
      if (!signal.aborted) await pauseFor(PAUSE_AFTER_FAULT_MS, signal);
    }
    window.finish();
  }

  /** Adds what comes, until a fault or the signal. @throws LogBehind before it adds an event of a log that has lost others */
  private async follow(window: LogWindow, signal: AbortSignal): Promise<void> {
    await this.verify(window);
    for await (const message of this.log.subscribe({ after: window.endPosition, signal })) {
      if (message.kind !== 'event') {
        await this.verify(window);
        continue;
      }
      while (window.full) window.dropOldest();
      window.add(message.event);
    }
  }

  private async feed(cursor: LogCursor, consumer: LogConsumer, handled: (through: Position) => void): Promise<void> {
    const { types, after } = consumer;
    const { behind } = this;
    this.feeding.add(cursor);
    try {
      if (after > this.head) await insistOnCheckpoint(this.log, { position: after, eventId: null });
      while (!cursor.closed) {
        if (this.behind && this.behind !== behind) throw this.behind;
        const passed = cursor.pass();
        const entries = cursor.take(FEED_BATCH);
        if (passed === 0 && entries.length === 0) {
          await cursor.available(FEED_WAIT_MS);
          continue;
        }
        const events = entries.map(({ event }) => event);
        const { position: through, eventId } = cursor;
        await consumer.handle(types ? events.filter(({ type }) => types.has(type)) : events, through, eventId);
        handled(through);
      }
    } finally {
      this.feeding.delete(cursor);
      cursor.close();
    }
  }
}
