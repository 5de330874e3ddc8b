import { LogBehind, type Position, pauseFor } from '#libs/event-log';
import type { LogConsumer, LogFeed, LogRegistration } from '#libs/event-sourcing';
import type { Pool } from 'pg';
import type { Follower } from '../feature/feature';

/** The pause after a failure; it doubles up to the longest. */
const PAUSE_MS = { first: 100, longest: 10_000 } as const;

/** The progress of a follower. */
export interface FollowerStanding {
  readonly name: string;
  /** Everything up to here is handled. */
  readonly position: Position;
  /** It has failed, and has handled nothing since. */
  readonly failing: boolean;
}

/** Keeps a follower running: after a failure it is opened again at its own checkpoint. */
export class FollowerLoop {
  private readonly stopping = new AbortController();
  private registration: LogRegistration | undefined;
  private at: FollowerStanding | undefined;
  /** The reason why it cannot go on: the log lacks events that it has handled. */
  behind: LogBehind | undefined;
  private readonly ended: Promise<void>;

  constructor(
    private readonly follower: Follower,
    private readonly options: {
      readonly feed: LogFeed;
      readonly pool: Pool;
      readonly onFault: (error: unknown) => void;
      /** Monotonic, in milliseconds. */
      readonly now?: () => number;
    },
  ) {
    this.ended = this.run();
  }

  /** Undefined until it has been opened for the first time. */
  get standing(): FollowerStanding | undefined {
    if (!this.at) return undefined;
    const { position = this.at.position } = this.registration ?? {};
    return { ...this.at, position: position > this.at.position ? position : this.at.position };
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.registration?.close();
    await this.ended;
  }

  private async run(): Promise<void> {
    const { feed, pool, onFault, now = () => performance.now() } = this.options;
    const { signal } = this.stopping;
    let pause: number = PAUSE_MS.first;
    while (!signal.aborted) {
      const startedAt = now();
      try {
        const consumer = await this.follower(pool);
        if (signal.aborted) return;
        this.registration = feed.register(this.watched(consumer));
        await this.registration.done;
      } catch (error) {
        if (this.at) this.at = { ...this.at, failing: true };
        this.behind = error instanceof LogBehind ? error : undefined;
        onFault(error);
        // A follower that ran for long starts again with the first pause.
        if (now() - startedAt > PAUSE_MS.longest) pause = PAUSE_MS.first;
        // Stopping cuts the pause short; the loop checks for it.
        await pauseFor(pause, signal);
        pause = Math.min(pause * 2, PAUSE_MS.longest);
      }
    }
  }

  private watched(consumer: LogConsumer): LogConsumer {
    const { name, after } = consumer;
    this.at = { name, position: after, failing: this.at?.failing ?? false };
    return {
      ...consumer,
      handle: async (batch, through, eventId) => {
        await consumer.handle(batch, through, eventId);
        this.at = { name, position: through, failing: false };
        this.behind = undefined;
      },
    };
  }
}
