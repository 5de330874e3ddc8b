import { setTimeout as delay } from 'node:timers/promises';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { StreamName } from '../stream-name';
import { PassingFault } from './faults';
import { streamRequest } from './read-requests';

const LOOK_AGAIN_MS = 5;

/**
 * Checks the revision that a conflict names: the server may still be writing it. If the server is killed at that
 * moment, it forgets that revision. An append built on it would be refused, started again further back, and written
 * twice when a late copy of it finds the stream at the revision it expected.
 */
export class CommittedRevisions {
  /** The reads under way, shared by all appends that lost to the same event. */
  private readonly reading = new Map<StreamName, Promise<number>>();

  constructor(
    private readonly read: (request: ReadReq) => AsyncIterable<ReadResp>,
    private readonly giveUpAfterMs: number,
  ) {}

  /**
   * The revision of the stream's last committed event, once it is `named` or later.
   *
   * @throws PassingFault when it does not get there: the conflict was then with an event that was never written
   */
  async atLeast(stream: StreamName, named: number): Promise<number> {
    const until = performance.now() + this.giveUpAfterMs;
    for (;;) {
      const last = await this.last(stream);
      if (last >= named) return last;
      if (performance.now() >= until) {
        throw new PassingFault('append: a conflict with an event that was never written', { reconnect: false });
      }
      await delay(LOOK_AGAIN_MS);
    }
  }

  private last(stream: StreamName): Promise<number> {
    const underWay = this.reading.get(stream);
    if (underWay) return underWay;
    const reading = this.readLast(stream).finally(() => this.reading.delete(stream));
    this.reading.set(stream, reading);
    return reading;
  }

  /** -1 for a stream that has no events. */
  private async readLast(stream: StreamName): Promise<number> {
    const request = streamRequest(stream, { from: undefined, direction: 'backwards', count: 1 });
    for await (const response of this.read(request)) {
      const event = response.getEvent()?.getEvent();
      if (event) return Number(event.getStreamRevision());
    }
    return -1;
  }
}
