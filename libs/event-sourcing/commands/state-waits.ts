import type { DomainEvent } from '#contracts/declare/event';
import type { Fold } from '#contracts/declare/fold';
import { streamName, type Position, pauseFor } from '#libs/event-log';
import type { Lookup } from './commands';
import type { LogFeed } from '../reactors/log-feed';

export interface AwaitedState<State, Event extends DomainEvent> {
  readonly fold: Fold<State, Event>;
  readonly tenantId: string;
  readonly id: string;
  /** The start of the wait: the position of the event that caused the awaited state. */
  readonly after: Position;
  readonly holds: (state: State) => boolean;
  readonly timeoutMs: number;
}

let waits = 0;

/** Waits for states of streams: for a command that is answered after its effect elsewhere. */
export class StateWaits {
  constructor(
    private readonly feed: LogFeed,
    private readonly lookup: Lookup,
  ) {}

  /** Woken by the stream's events, whichever process appends them. False when the time is up first. */
  async until<State, Event extends DomainEvent>(awaited: AwaitedState<State, Event>): Promise<boolean> {
    const { fold, tenantId, id, after, holds, timeoutMs } = awaited;
    const stream = streamName(fold.category, tenantId, id);
    const ended = new AbortController();
    let isReached = false;
    const look = async () => {
      isReached ||= holds((await this.lookup.state(fold, tenantId, id)).state);
      if (isReached) ended.abort();
    };
    const registration = this.feed.register({
      name: `wait ${++waits} for ${fold.category}`,
      after,
      types: new Set(fold.events.map(({ type }) => type)),
      handle: async (batch) => {
        if (batch.some((event) => event.stream === stream)) await look();
      },
    });
    try {
      await look();
      // Only the waiting is cut short.
      await pauseFor(timeoutMs, ended.signal);
    } finally {
      await registration.close();
    }
    return isReached;
  }
}
