import { setTimeout as delay } from 'node:timers/promises';
import type { LogFeed, LogRegistration } from '#libs/event-sourcing';
import type { Pool } from 'pg';
import type { Follower } from '../feature/feature';

/** After a failure; doubles up to the longest. */
const PAUSE_MS = { first: 100, longest: 10_000 } as const;

/** Keeps a follower following: what fails is opened again, at its own checkpoint. */
export class FollowerLoop {
  private readonly stopping = new AbortController();
  private registration: LogRegistration | undefined;
  private readonly ended: Promise<void>;

  constructor(
    private readonly follower: Follower,
    private readonly options: {
      readonly feed: LogFeed;
      readonly pool: Pool;
      readonly onFault: (error: unknown) => void;
    },
  ) {
    this.ended = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.registration?.close();
    await this.ended;
  }

  private async run(): Promise<void> {
    const { feed, pool, onFault } = this.options;
    const { signal } = this.stopping;
    for (let pause: number = PAUSE_MS.first; !signal.aborted; pause = Math.min(pause * 2, PAUSE_MS.longest)) {
      try {
        const consumer = await this.follower(pool);
        if (signal.aborted) return;
        this.registration = feed.register(consumer);
        await this.registration.done;
      } catch (error) {
        onFault(error);
        // Cut short when it is told to stop, which the loop looks at.
        await delay(pause, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
