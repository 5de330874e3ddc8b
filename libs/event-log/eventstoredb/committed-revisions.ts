import { setTimeout as delay } from 'node:timers/promises';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { StreamName } from '../stream-name';
import { PassingFault } from './faults';
import { streamRequest } from './read-requests';

const LOOK_AGAIN_MS = 5;

/**
 * Checks the revision that a conflict names: it may be one that the server is still writing. Killed at that moment it
 * forgets it, and an append that had gone on from there would be refused, begun again further back, and be written twice
 * when a late copy of it finds the stream at the revision it had expected.
 */
export class CommittedRevisions {
  /** The reads under way: many appends that lose to one ask the same. */
  private readonly reading = new Map<StreamName, Promise<number>>();

  constructor(
    private readonly read: (request: ReadReq) => AsyncIterable<ReadResp>,
    private readonly patienceMs: number,
  ) {}

  /**
   * The revision of the stream's last committed event, once it is `named` or later.
   *
   * @throws PassingFault when it does not get there: then the conflict was with something that was never written
   */
  async atLeast(stream: StreamName, named: number): Promise<number> {
    const until = performance.now() + this.patienceMs;
    for (;;) {
      const last = await this.last(stream);
      if (last >= named) return last;
      if (performance.now() >= until) {
        throw new PassingFault('append: a conflict with what was never written', { reconnect: false });
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
