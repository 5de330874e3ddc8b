import type { EventLog, Position, RecordedEvent } from '../../event-log';
import type { Sample } from './samples';

export interface FollowedSample {
  /** The events of the sample seen so far, in their order of arrival. */
  readonly seen: RecordedEvent[];
  /** The `caughtUp` messages, each with the number of the sample's events seen by then. */
  readonly caughtUp: { readonly position: Position; readonly seen: number }[];
  /** Resolves when so many of the sample were seen. */
  readonly seenAtLeast: (count: number) => Promise<void>;
  readonly caughtUpAtLeast: (times: number) => Promise<void>;
  /** Ends the subscription; resolves when it has ended, and rejects when it failed. */
  readonly end: () => Promise<void>;
}

export interface FollowOptions {
  readonly after: Position;
  /** Awaited for each event: a slow consumer. */
  readonly pace?: (event: RecordedEvent) => Promise<unknown>;
}

/** Subscribes, and records the events of the sample. */
export function follow(log: EventLog, sample: Sample, { after, pace }: FollowOptions): FollowedSample {
  const ends = new AbortController();
  const seen: RecordedEvent[] = [];
  const caughtUp: FollowedSample['caughtUp'] = [];
  const waiting = new Set<{ readonly met: () => boolean; readonly resolve: () => void }>();
  const until = (met: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      waiting.add({ met, resolve });
      done.catch(reject);
      check();
    });
  const check = () => {
    for (const wait of waiting) if (wait.met() && waiting.delete(wait)) wait.resolve();
  };
  const consume = async () => {
    for await (const message of log.subscribe({ after, signal: ends.signal })) {
      if (message.kind === 'caughtUp') caughtUp.push({ position: message.position, seen: seen.length });
      else if (message.kind === 'event' && sample.owns(message.event)) {
        seen.push(message.event);
        await pace?.(message.event);
      }
      check();
    }
  };
  const done = consume();
  return {
    seen,
    caughtUp,
    seenAtLeast: (count) => until(() => seen.length >= count),
    caughtUpAtLeast: (times) => until(() => caughtUp.length >= times),
    end: () => {
      ends.abort();
      return done;
    },
  };
}
