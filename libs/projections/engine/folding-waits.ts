import type { Position } from '#libs/event-log';
import type { OwnedProjection } from './owned-projection';

/** How long a position is waited for. */
export interface WaitLimits {
  readonly timeoutMs: number;
  /** Aborted when the log turns out not to have the position. */
  readonly givenUp: AbortSignal;
}

/** Waits for what this process folds itself: its checkpoints move in memory, long before they are stored. */
export class FoldingWaits {
  private readonly watchers = new Set<() => void>();

  constructor(private readonly owned: ReadonlyMap<string, OwnedProjection>) {}

  /** A checkpoint has moved, events have been read, or a projection is folded here no more. */
  moved(): void {
    this.watchers.forEach((watcher) => watcher());
  }

  /** This process has folded so far. */
  passed(name: string, position: Position): boolean {
    const serving = this.owned.get(name)?.serving;
    return serving !== undefined && serving.certain && serving.record.filled && serving.reached >= position;
  }

  /** True when it has in time; false when that is given up, and at once where another process owns the projection. */
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
