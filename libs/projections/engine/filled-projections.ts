import { pauseFor } from '#libs/event-log';
import type { VersionedName } from '../slots/slot-record';

const LOOK_EVERY_MS = 100;

/** Asks the database that queries read. It may be behind the one that is written to. */
export type ReadRows = <Row>(sql: string, values: readonly unknown[]) => Promise<readonly Row[]>;

/** The slot that serves has caught up once with the head that the log had when the slot was begun. */
const FILLED = `
  SELECT s.name
    FROM engine.slot_progress s
    JOIN unnest($1::text[], $2::int[]) AS w (name, version) USING (name, version)
   WHERE s.role = 'serving' AND s.filled AND s.position >= s.initial_head`;

/** Knows which projections of this release are filled, whichever process folds them. It looks until all are. */
export class FilledProjections {
  private readonly unfilled: Map<string, VersionedName>;
  private readonly watchers = new Set<() => void>();
  private readonly stopping = new AbortController();
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly declared: readonly VersionedName[],
    private readonly rows: ReadRows,
    private readonly onFault: (error: unknown) => void,
  ) {
    this.unfilled = new Map(declared.map(({ name, version }) => [name, { name, version }]));
  }

  /** Resolves when the projections that are filled already are known, or when the database cannot be asked now. */
  async start(): Promise<void> {
    await this.look().catch(this.onFault);
    this.looking = this.lookOn();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.looking;
  }

  /**
   * Resolves when all of these are filled; never resolves once this is stopped. Undefined when they are known to be
   * filled.
   *
   * @throws TypeError for a name that this process has not declared
   */
  filling(names: readonly string[]): Promise<void> | undefined {
    const unknown = names.find((name) => !this.declared.some((declared) => declared.name === name));
    if (unknown !== undefined) throw new TypeError(`projection ${unknown} is not declared here`);
    const areFilled = () => !names.some((name) => this.unfilled.has(name));
    if (areFilled()) return undefined;
    return new Promise((resolve) => {
      const watcher = () => {
        if (!areFilled()) return;
        this.watchers.delete(watcher);
        resolve();
      };
      this.watchers.add(watcher);
    });
  }

  private async lookOn(): Promise<void> {
    const { signal } = this.stopping;
    while (this.unfilled.size > 0 && !signal.aborted) {
      // The delay rejects when this is stopped meanwhile.
      await pauseFor(LOOK_EVERY_MS, signal, { ref: false });
      if (!signal.aborted) await this.look().catch(this.onFault);
    }
  }

  private async look(): Promise<void> {
    const asked = [...this.unfilled.values()];
    if (asked.length === 0) return;
    const filled = await this.rows<{ name: string }>(FILLED, [
      asked.map(({ name }) => name),
      asked.map(({ version }) => version),
    ]);
    for (const { name } of filled) this.unfilled.delete(name);
    for (const watcher of this.watchers) watcher();
  }
}
