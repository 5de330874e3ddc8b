import type { CheckpointPlace, Position } from '#libs/event-log';
import type { CatchUp } from './catch-up';
import type { Interest, LogEntry, LogPlace, LogWindow } from './log-window';

/** A window in which a cursor stands, and the count of the event it takes next. */
export interface Attached {
  readonly window: LogWindow;
  readonly at: number;
  readonly catchUp?: CatchUp;
}

/** The parts of the reader that a cursor needs. */
export interface CursorSource {
  readonly closed: boolean;
  /** Finds or opens the window in which a position lies, and joins it. */
  attach(cursor: LogCursor, position: Position): Promise<Attached>;
  /** Whether the window is that of new events. */
  isLive(window: LogWindow): boolean;
  fault(error: unknown): void;
}

const PAUSE_AFTER_FAULT_MS = 250;

/**
 * The place of one consumer. Nothing is lost when it is slow: what memory no longer holds is read again. New events that
 * it has no interest in do not wake it; it passes over them when it is woken next.
 */
export class LogCursor {
  private attached: Attached | undefined;
  private at = -1;
  private place: LogPlace;
  private closing = false;
  private wake: (() => void) | undefined;
  private nudged = false;

  constructor(
    private readonly source: CursorSource,
    after: Position,
    private readonly interest?: Interest,
  ) {
    this.place = { position: after, id: null };
  }

  get position(): Position {
    return this.place.position;
  }

  /** Of the event at its position, where that is known. */
  get eventId(): string | null {
    return this.place.id;
  }

  get checkpoint(): CheckpointPlace {
    return { position: this.place.position, eventId: this.place.id };
  }

  /** Within the window: the count of the next event; infinite while the window is to come to it, -1 without a window. */
  get count(): number {
    return this.at;
  }

  get waiting(): boolean {
    return this.wake !== undefined;
  }

  get closed(): boolean {
    return this.closing || this.source.closed;
  }

  /** This has taken everything of interest that has been read of the log's end. */
  get caughtUp(): boolean {
    const window = this.liveWindow;
    return window !== undefined && window.isQuietSince(this.at, this.interest);
  }

  /** Up to where there is nothing to take: the end of what has been read of the log, where it is caught up. */
  get reached(): LogPlace {
    const window = this.liveWindow;
    return window?.isQuietSince(this.at, this.interest) ? window.endPlace : this.place;
  }

  /** How many events come after this one's place; undefined while it reads older ones, whose number is not known. */
  get ahead(): number | undefined {
    const window = this.liveWindow;
    return window && window.end - this.at;
  }

  private get liveWindow(): LogWindow | undefined {
    const window = this.attached?.window;
    return window && this.source.isLive(window) && this.at !== Infinity && this.at >= 0 ? window : undefined;
  }

  /** Goes over events of no interest, up to a position at most. Answers how many there were. */
  pass(target?: Position): number {
    const window = this.attached?.window;
    if (!window || this.at === Infinity || this.at < 0 || this.closed) return 0;
    const limit = target === undefined || target > window.endPosition ? window.end : window.locate(target);
    const to = Math.min(window.skip(this.at, this.interest) ?? this.at, limit ?? this.at);
    if (to <= this.at) return 0;
    const passed = to - this.at;
    this.at = to;
    this.place = window.placeBefore(to);
    this.attached?.catchUp?.moved();
    return passed;
  }

  /** The events at hand, up to `max` of them; nothing before `available()` has resolved. */
  take(max: number): LogEntry[] {
    const window = this.attached?.window;
    if (!window || this.at < window.first || this.at >= window.end || this.closed) return [];
    const entries = window.slice(this.at, max);
    const last = entries.at(-1);
    if (last) {
      this.at += entries.length;
      this.place = last.event;
      this.attached?.catchUp?.moved();
    }
    return entries;
  }

  /** Goes to another place: what comes after it is taken next. */
  seek(position: Position): void {
    this.detach();
    if (position !== this.position) this.place = { position, id: null };
  }

  /**
   * Resolves when `take` has something of interest to give, when everything has been taken for the first time since it was behind,
   * when `timeoutMs` have passed, at `nudge()` and at the end.
   */
  async available(timeoutMs: number): Promise<void> {
    const until = Date.now() + timeoutMs;
    while (!this.closed && !this.nudged && !(await this.atHand())) {
      const left = until - Date.now();
      if (this.nudged || left <= 0 || !(await this.change(left))) break;
    }
    this.nudged = false;
  }

  /** Ends a waiting `available()`, or else the next one. */
  nudge(): void {
    this.nudged = true;
    this.wake?.();
  }

  close(): void {
    this.closing = true;
    this.detach();
    this.nudge();
  }

  private async atHand(): Promise<boolean> {
    const window = this.attached?.window;
    if (window && this.at === Infinity && this.position <= window.endPosition) {
      // Before the first when it has been dropped meanwhile: then it is looked for elsewhere.
      this.at = window.locate(this.position) ?? -1;
      if (this.caughtUp) return true;
    }
    if (window && this.isIn(window)) {
      if (this.hasMoreIn(window)) return true;
      if (!window.ended) return false;
    }
    this.detach();
    try {
      const attached = await this.source.attach(this, this.position);
      this.attached = attached;
      this.at = attached.at;
      return this.at < attached.window.end || this.caughtUp;
    } catch (error) {
      this.source.fault(error);
      return false;
    }
  }

  /** Nothing of interest was dropped before it was taken. */
  private isIn(window: LogWindow): boolean {
    return this.at === Infinity || (this.at >= 0 && window.skip(this.at, this.interest) !== undefined);
  }

  /** A window of older events is to be gone through to its end, whatever is in it. */
  private hasMoreIn(window: LogWindow): boolean {
    return this.source.isLive(window) && this.at !== Infinity
      ? !window.isQuietSince(this.at, this.interest)
      : this.at < window.end;
  }

  private detach(): void {
    this.attached?.catchUp?.leave(this);
    this.attached = undefined;
    this.at = -1;
  }

  /** Waits for the window to change. False when the time has passed, or somebody wants attention. */
  private change(timeoutMs: number): Promise<boolean> {
    const window = this.attached?.window;
    // A watcher is not told of events that came before it began to watch.
    if (window && (this.hasMoreIn(window) || window.ended)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = (changed: boolean) => {
        clearTimeout(timer);
        unwatch?.();
        this.wake = undefined;
        resolve(changed);
      };
      // While its place has yet to come, any event may bring it.
      const interest = window && this.source.isLive(window) && this.at !== Infinity ? this.interest : undefined;
      const unwatch = window?.watch(() => settle(true), interest);
      // Without a window the last attempt to find one has failed.
      const timer = window
        ? setTimeout(() => settle(false), timeoutMs)
        : setTimeout(() => settle(true), Math.min(timeoutMs, PAUSE_AFTER_FAULT_MS));
      this.wake = () => settle(false);
      this.attached?.catchUp?.moved();
    });
  }
}
