import type { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import { asFault, PassingFault } from './faults';

/** How often a read checks whether it has waited too long. */
const WATCH_EVERY_MS = 500;

/**
 * One call of the server's Read: of a stream, of everything, or a subscription. It is iterated once. However the
 * iteration ends, the call is cancelled: an abandoned call stays open, and about a hundred of them block a connection.
 */
export class ReadCall implements AsyncIterable<ReadResp> {
  private cut: PassingFault | undefined;

  /** `silenceMs` is how long a waiting consumer may get nothing. */
  constructor(
    private readonly call: ReturnType<StreamsClient['read']>,
    private silenceMs: number,
    private readonly onEnd: (call: ReadCall) => void,
  ) {
    // The iteration sees the error too. This handler serves a call that nobody iterates any more: cancelling is an
    // error.
    call.on('error', () => undefined);
  }

  /** From now on silence is no fault: a live subscription may have nothing to deliver. */
  waitForEver(): void {
    this.silenceMs = Infinity;
  }

  cancel(): void {
    this.cut ??= new PassingFault('read: the connection was closed', { reconnect: true });
    this.call.cancel();
    this.onEnd(this);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ReadResp, void, undefined> {
    let waitingSince: number | undefined = performance.now();
    const watch = this.watch(() => waitingSince);
    try {
      for await (const response of this.call as AsyncIterable<ReadResp>) {
        waitingSince = undefined;
        yield response;
        waitingSince = performance.now();
      }
    } catch (error) {
      throw this.cut ?? asFault(error);
    } finally {
      clearInterval(watch);
      this.cancel();
    }
  }

  private watch(waitingSince: () => number | undefined): NodeJS.Timeout {
    return setInterval(() => {
      const since = waitingSince();
      if (since === undefined || performance.now() - since < this.silenceMs) return;
      this.cut ??= new PassingFault(`read: no answer within ${this.silenceMs} ms`, { reconnect: true });
      this.call.cancel();
    }, WATCH_EVERY_MS);
  }
}
