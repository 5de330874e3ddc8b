import type { Position } from '#libs/event-log';
import type { OwnedProjection } from './owned-projection';

/** The limits of a wait for a position. */
export interface WaitLimits {
  readonly timeoutMs: number;
  /** Aborted when the log turns out not to have the position. */
  readonly givenUp: AbortSignal;
}

/**
 * Waits for projections that this process folds itself. Their checkpoints move in memory, long before they are stored.
 */
export class FoldingWaits {
  private readonly watchers = new Set<() => void>();

  constructor(private readonly owned: ReadonlyMap<string, OwnedProjection>) {}

  /** A checkpoint has moved, events have been read, or this process no longer folds a projection. */
  moved(): void {
    this.watchers.forEach((watcher) => watcher());
  }

  /** Whether this process has folded a projection up to a position. */
  passed(name: string, position: Position): boolean {
    const reached = this.reachedBy(name);
    return reached !== undefined && reached >= position;
  }

  /** The position up to which this process has folded a projection; undefined where another one does. */
  reachedBy(name: string): Position | undefined {
    const serving = this.owned.get(name)?.serving;
    return serving?.certain && serving.record.filled ? serving.reached : undefined;
  }

  /**
   * True when this process reaches the position in time. False when the wait ends before, and at once if another
   * process owns the projection.
   */
  reached(name: string, position: Position, { timeoutMs, givenUp }: WaitLimits): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (passed: boolean) => {
        clearTimeout(overdue);
        this.watchers.delete(watcher);
        givenUp.removeEventListener('abort', watcher);
        resolve(passed);
      };
      const watcher = () => {
        if (this.passed(name, position)) settle(true);
        else if (givenUp.aborted || !this.owned.has(name)) settle(false);
      };
      const overdue = setTimeout(() => settle(false), timeoutMs);
      this.watchers.add(watcher);
      givenUp.addEventListener('abort', watcher);
      watcher();
    });
  }
}
