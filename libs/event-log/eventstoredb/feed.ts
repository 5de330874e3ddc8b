import type { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { SubscriptionMessage } from '../event-log';
import type { Position } from '../position';
import type { ReadCall } from './read-call';
import { type Received, receivedOf } from './recorded-event';

/** The limits of how far a subscription reads ahead of its consumer. */
const MOST_EVENTS = 1_000;
const MOST_CHARACTERS = 8 * 1_048_576;

type Item = Received | 'caughtUp';

/**
 * One call of the server's subscription, read ahead into a bounded queue, so that a briefly slow consumer is not cut
 * off (the server drops a live subscriber that is 32 events behind). In the history a full queue holds the server back.
 * A live call cannot be held back: it is given up, the consumer empties the queue, and the iteration ends, to be begun
 * anew after the last event.
 */
export class Feed {
  private readonly queue: Item[] = [];
  private characters = 0;
  private live = false;
  /** Set when nothing more is put into the queue. */
  private over: { readonly fault?: unknown } | undefined;
  private wakeConsumer: () => void = () => undefined;
  private wakeReader: () => void = () => undefined;

  /** Aborting one of `ends` ends the iteration. */
  constructor(
    private readonly call: ReadCall,
    private readonly epoch: number,
    private readonly ends: readonly AbortSignal[],
  ) {}

  /** Yields events after `after` and `caughtUp`. Returns to be begun anew, or throws the call's fault. */
  async *messages(after: Position): AsyncGenerator<SubscriptionMessage, void, undefined> {
    let position = after;
    const reading = this.read();
    for (const end of this.ends) end.addEventListener('abort', this.end);
    try {
      for (;;) {
        const item = this.take();
        if (item === 'caughtUp') {
          yield { kind: 'caughtUp', position };
        } else if (item) {
          if (!item.event || item.position <= position) continue;
          position = item.position;
          yield { kind: 'event', event: item.event };
        } else if (this.over) {
          if ('fault' in this.over) throw this.over.fault;
          return;
        } else {
          await new Promise<void>((resolve) => (this.wakeConsumer = resolve));
        }
      }
    } finally {
      for (const end of this.ends) end.removeEventListener('abort', this.end);
      this.end();
      await reading;
    }
  }

  private readonly end = (): void => {
    this.over ??= {};
    this.call.cancel();
    this.wakeReader();
    this.wakeConsumer();
  };

  private async read(): Promise<void> {
    try {
      for await (const response of this.call) {
        this.receive(response);
        while (this.full() && !this.live && !this.over) {
          await new Promise<void>((resolve) => (this.wakeReader = resolve));
        }
        if (this.full() || this.over) break;
      }
      this.over ??= {};
    } catch (fault) {
      this.over ??= { fault };
    }
    this.wakeConsumer();
  }

  private receive(response: ReadResp): void {
    if (response.hasFellBehind()) this.live = false;
    if (response.hasCaughtUp()) {
      this.live = true;
      this.call.waitForEver();
      this.put('caughtUp');
    }
    const received = receivedOf(this.epoch, response);
    if (received) this.put(received);
  }

  private put(item: Item): void {
    this.queue.push(item);
    this.characters += charactersOf(item);
    this.wakeConsumer();
  }

  private take(): Item | undefined {
    const item = this.queue.shift();
    if (item) this.characters -= charactersOf(item);
    if (!this.full(0.5)) this.wakeReader();
    return item;
  }

  private full(share = 1): boolean {
    return this.queue.length >= MOST_EVENTS * share || this.characters >= MOST_CHARACTERS * share;
  }
}

function charactersOf(item: Item): number {
  return item === 'caughtUp' || !item.event ? 0 : item.event.data.length + item.event.metadata.length;
}
