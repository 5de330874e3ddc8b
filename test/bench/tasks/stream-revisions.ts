import { setImmediate as nextTurn } from 'node:timers/promises';

/** The coordination of a process's writers on one stream. */
export type Contention = 'race' | 'turns';

/**
 * The revisions of streams as a process knows them (-1: no events yet).
 *
 * `race`: writers know nothing of each other; all append at the last known revision, one wins, the others try again.
 * `turns`: work on one stream queues in the process, as commands for one stream do in a service.
 */
export class StreamRevisions {
  conflicts = 0;
  private readonly known = new Map<string, number>();
  private readonly tails = new Map<string, Promise<void>>();

  constructor(private readonly contention: Contention) {}

  /** `append` gets the revision and returns the new one, or undefined for a conflict. */
  async append(stream: string, append: (revision: number) => Promise<number | undefined>): Promise<void> {
    if (this.contention === 'race') return this.untilAppended(stream, append);
    const turn = (this.tails.get(stream) ?? Promise.resolve()).then(() => this.untilAppended(stream, append));
    this.tails.set(stream, turn);
    try {
      await turn;
    } finally {
      if (this.tails.get(stream) === turn) this.tails.delete(stream);
    }
  }

  private async untilAppended(stream: string, append: (revision: number) => Promise<number | undefined>) {
    for (;;) {
      const tried = this.known.get(stream) ?? -1;
      const revision = await append(tried);
      if (revision !== undefined) {
        this.known.set(stream, Math.max(revision, this.known.get(stream) ?? -1));
        return;
      }
      this.conflicts++;
      // The winner is of this process, and gets its answer about now.
      const deadline = performance.now() + 5_000;
      while ((this.known.get(stream) ?? -1) === tried) {
        if (performance.now() > deadline) throw new Error(`a conflict at ${tried} on ${stream}, and nobody won`);
        await nextTurn();
      }
    }
  }
}
