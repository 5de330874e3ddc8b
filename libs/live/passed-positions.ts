import { type Position, pauseFor } from '#libs/event-log';

/** The positions that projections have reached, by name; unknown projections are missing. */
export type Passed = ReadonlyMap<string, Position>;
export type ReadPositions = (projections: readonly string[]) => Promise<Passed>;

export interface PassedPositionsOptions {
  readonly projections: readonly string[];
  readonly read: ReadPositions;
  readonly pollMs: number;
  readonly slowPollMs: number;
  readonly onFault: (error: unknown) => void;
}

/** The unchanged reads in a row after which the interval grows. */
const FRUITLESS_LOOKS = 50;

/** Detects when read models show an event: one query for all waiting streams, and none while no stream waits. */
export class PassedPositions {
  private known: Passed = new Map();
  private waiting = new Set<() => void>();
  private polling: Promise<void> | undefined;
  private readonly closing = new AbortController();

  constructor(private readonly options: PassedPositionsOptions) {}

  /** As of the last read, by name. */
  get positions(): Passed {
    return this.known;
  }

  /** As of the last read. */
  passed(projections: readonly string[], position: Position): boolean {
    return havePassed(this.known, projections, position);
  }

  /** The earliest of their positions, as of the last read; undefined if one is unknown. */
  async earliest(projections: readonly string[]): Promise<Position | undefined> {
    await this.look();
    const positions = projections.flatMap((name) => this.known.get(name) ?? []);
    return positions.length < projections.length ? undefined : positions.toSorted()[0];
  }

  /** Calls back once, when a position has moved. */
  wait(moved: () => void): void {
    this.waiting.add(moved);
    this.polling ??= this.poll();
  }

  forget(moved: () => void): void {
    this.waiting.delete(moved);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.polling;
  }

  private async poll(): Promise<void> {
    const { pollMs, slowPollMs, onFault } = this.options;
    const { signal } = this.closing;
    let fruitless = 0;
    while (this.waiting.size > 0 && !signal.aborted) {
      const hasMoved = await this.look().catch((error: unknown) => {
        onFault(error);
        return false;
      });
      fruitless = hasMoved ? 0 : fruitless + 1;
      // Rejects when it is closed meanwhile.
      await pauseFor(fruitless > FRUITLESS_LOOKS ? slowPollMs : pollMs, signal);
    }
    // In the same turn, so that the next wait polls again.
    this.polling = undefined;
  }

  /** Whether a position has moved. */
  private async look(): Promise<boolean> {
    const found = await this.options.read(this.options.projections);
    const before = this.known;
    this.known = found;
    const hasMoved = [...found].some(([name, position]) => before.get(name) !== position);
    if (hasMoved) this.wakeAll();
    return hasMoved;
  }

  private wakeAll(): void {
    const woken = this.waiting;
    this.waiting = new Set();
    for (const moved of woken) moved();
  }
}

/** Whether each of the projections was at the position or beyond. */
export function havePassed(passed: Passed, projections: readonly string[], position: Position): boolean {
  return projections.every((name) => {
    const at = passed.get(name);
    return at !== undefined && at >= position;
  });
}
