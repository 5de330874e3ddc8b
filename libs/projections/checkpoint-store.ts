import type { Pool } from 'pg';
import type { OwnedProjection } from './owned-projection';
import { moveCheckpoints } from './slot-record';

/** Stores checkpoints that moved without a write, in one statement. */
export async function storeCheckpoints(pool: Pool, owned: readonly OwnedProjection[]): Promise<void> {
  const unstored = owned.flatMap(({ fence, slots }) =>
    slots.flatMap((worker) => {
      const progress = worker.checkpoint.unstored();
      return progress ? [{ worker, fence, progress, stored: worker.checkpoint.standing.stored }] : [];
    }),
  );
  if (unstored.length === 0) return;
  const moved = await moveCheckpoints(
    pool,
    unstored.map(({ worker, fence, progress, stored }) => [worker.record, fence, progress, stored] as const),
  );
  unstored.forEach(({ worker, progress }, index) => {
    if (moved[index]) worker.checkpoint.markStored(progress);
    else if (worker.checkpoint.standing.stored < progress.position) worker.doubt();
  });
}
