import type { Pool } from 'pg';
import type { OwnedProjection } from '../engine/owned-projection';
import { moveCheckpoints } from '../slots/slot-record';

/** Stores checkpoints that moved without a write, all in one statement. */
export class CheckpointStore {
  private storing: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly owned: () => readonly OwnedProjection[],
  ) {}

  /** One after the other: each may wait for rows that are being written. */
  store(): Promise<void> {
    this.storing ??= this.storeAll().finally(() => (this.storing = undefined));
    return this.storing;
  }

  /** Stores where everything stands when nothing moves any more. */
  async storeLast(): Promise<void> {
    // Whoever asked for that one is told of its fault; this one stores whatever it has not.
    await this.storing?.catch(() => undefined);
    await this.store();
  }

  private async storeAll(): Promise<void> {
    const unstored = this.owned().flatMap(({ fence, slots }) =>
      slots.flatMap((worker) => {
        // Its row is locked for as long as a large batch is written, which moves it anyway.
        const progress = worker.filling ? undefined : worker.checkpoint.unstored();
        return progress ? [{ worker, fence, progress, stored: worker.checkpoint.standing.stored }] : [];
      }),
    );
    if (unstored.length === 0) return;
    const moved = await moveCheckpoints(
      this.pool,
      unstored.map(({ worker, fence, progress, stored }) => [worker.record, fence, progress, stored] as const),
    );
    unstored.forEach(({ worker, progress }, index) => {
      if (moved[index]) worker.checkpoint.markStored(progress);
      else if (worker.checkpoint.standing.stored < progress.position) worker.doubt();
    });
  }
}
