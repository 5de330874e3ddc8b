import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import { LogUnavailable, type SubscriptionMessage } from '../event-log';
import type { LogFault } from '../log-fault';
import { epochOf, placeOf, type Position } from '../position';
import type { TimeLimits } from '../time-limits';
import { type NodeConnection, NodeConnections } from './node-connection';
import { FailedInside, PassingFault, pause } from './faults';
import { Feed } from './feed';
import { subscriptionRequest } from './read-requests';
import { type Received, receivedOf } from './recorded-event';

/** The server, over the current connection. After a passing fault the same request is repeated on the next one. */
export class Server {
  private readonly connections: NodeConnections;
  private readonly giveUpAfterMs: number;

  /** @throws TypeError when `url` is not a connection string */
  constructor(
    url: string,
    { silenceMs, giveUpAfterMs }: TimeLimits,
    private readonly onFault: (fault: LogFault) => void,
  ) {
    this.connections = new NodeConnections(url, silenceMs);
    this.giveUpAfterMs = giveUpAfterMs;
  }

  /** @throws LogUnavailable | RefusedByServer */
  async ask<T>(operation: string, question: (connection: NodeConnection) => Promise<T>): Promise<T> {
    const until = this.until();
    for (let attempt = 1; ; attempt++) {
      let connection: NodeConnection | undefined;
      try {
        connection = await this.connections.current();
        return await question(connection);
      } catch (error) {
        await this.again({ operation, attempt, connection }, error, until);
      }
    }
  }

  /**
   * Reads to the end of what is asked for. After a fault `request` is called again and asks for the rest. Fails when
   * nothing has come for long enough.
   *
   * @throws LogUnavailable | RefusedByServer
   */
  async *read(request: (epoch: number) => ReadReq): AsyncGenerator<Received, void, undefined> {
    let until = 0;
    for (let failures = 0; ;) {
      let connection: NodeConnection | undefined;
      try {
        connection = await this.connections.current();
        const epoch = await connection.epoch();
        for await (const response of connection.read(request(epoch))) {
          const received = receivedOf(epoch, response);
          if (!received) continue;
          failures = 0;
          yield received;
        }
        return;
      } catch (error) {
        failures += 1;
        if (failures === 1) until = this.until();
        await this.again({ operation: 'read', attempt: failures, connection }, error, until);
      }
    }
  }

  /** Every event after a position, then new ones, until one of `ends` is aborted. @throws RefusedByServer */
  async *follow(after: Position, ends: readonly AbortSignal[]): AsyncGenerator<SubscriptionMessage, void, undefined> {
    const over = () => ends.some((end) => end.aborted);
    let position = after;
    for (let failures = 0, isFirst = true; !over(); isFirst = false) {
      let isAnnounced = isFirst;
      let isSilent = true;
      let connection: NodeConnection | undefined;
      try {
        connection = await this.connections.current();
        const epoch = await connection.epoch();
        const call = connection.read(subscriptionRequest(placeIn(epoch, position)));
        for await (const message of new Feed(call, epoch, ends).messages(position)) {
          if (over()) return;
          isSilent = false;
          const isEvent = message.kind === 'event';
          if (isEvent && !isAnnounced) yield { kind: 'reconnected', position };
          isAnnounced ||= isEvent;
          if (isEvent) position = message.event.position;
          failures = 0;
          yield message;
        }
      } catch (error) {
        if (over()) return;
        failures += 1;
        this.passes({ operation: 'subscribe', attempt: failures, connection }, error);
        // An older copy of the log, grown since, may have no record here: then no attempt ever succeeds.
        if (isSilent && error instanceof FailedInside) yield { kind: 'reconnected', position };
        await pause(failures);
      }
    }
  }

  close(): void {
    this.connections.close();
  }

  private async again(trial: Trial, error: unknown, until: number): Promise<void> {
    const fault = this.passes(trial, error);
    if (performance.now() >= until) {
      const { operation, attempt } = trial;
      throw new LogUnavailable(`${operation}: given up after ${attempt} attempts in a row`, { cause: fault });
    }
    await pause(trial.attempt);
  }

  /** Rethrows a fault that does not pass. */
  private passes({ operation, attempt, connection }: Trial, error: unknown): PassingFault {
    if (!(error instanceof PassingFault)) throw error;
    if (error.reconnect && connection) this.connections.discard(connection);
    this.onFault({ operation, attempt, error });
    return error;
  }

  private until(): number {
    return performance.now() + this.giveUpAfterMs;
  }
}

interface Trial {
  readonly operation: string;
  readonly attempt: number;
  /** Undefined when no connection could be made. */
  readonly connection: NodeConnection | undefined;
}

/** The commit position to read from; undefined is the start, also when the position is of another epoch. */
export function placeIn(epoch: number, position: Position): bigint | undefined {
  return epochOf(position) === epoch ? placeOf(position) : undefined;
}
