import { EventStoreDBClient } from '@eventstore/db-client';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import { LogUnavailable, type NewEvent, type Revision } from '../event-log';
import type { StreamName } from '../stream-name';
import { type AppendAnswer, AppendCall, appendRequest } from './append-call';
import { CommittedRevisions } from './committed-revisions';
import { readEpoch } from './epoch';
import { PassingFault, within } from './faults';
import { ReadCall } from './read-call';

/** Disables gRPC's own deadline: a call lasts until it is cancelled, and its caller has limits of its own. */
const UNLIMITED = { deadline: Infinity };

/**
 * One connection to one node, and the calls under way on it. It is used until something fails, and is then replaced.
 *
 * From the official client this takes the connection (its string, TLS, credentials, finding the leader) and the
 * generated protocol. It does not use the client's `appendToStream` and reconnection: when a server is killed under
 * load they reject promises that nobody holds, which ends a Node process. It does not use the client's reads either:
 * they parse events, lose their text, and drop the filter.
 */
export class NodeConnection {
  private readonly calls = new Set<AppendCall | ReadCall>();
  private readonly committed: CommittedRevisions;
  private appendCall: AppendCall | undefined;
  private knownEpoch: Promise<number> | undefined;
  private closed = false;

  private constructor(
    private readonly client: EventStoreDBClient,
    private readonly streams: StreamsClient,
    private readonly silenceMs: number,
  ) {
    this.committed = new CommittedRevisions((request) => this.read(request), silenceMs);
  }

  static async open(client: EventStoreDBClient, silenceMs: number): Promise<NodeConnection> {
    const streams = await client['execute'](StreamsClient, 'streams', async (stub) => stub);
    return new NodeConnection(client, streams, silenceMs);
  }

  /** Rejects with a `PassingFault` when nothing is known of the outcome, or a `RefusedByServer`. */
  async append(stream: StreamName, events: readonly NewEvent[], expected: Revision): Promise<AppendAnswer> {
    if (!this.appendCall || this.appendCall.ended) {
      const call = this.streams.batchAppend(...this.callArguments());
      this.appendCall = new AppendCall(call, this.silenceMs, this.forget);
      this.calls.add(this.appendCall);
    }
    const answer = await this.appendCall.append(appendRequest(stream, events, expected));
    if (answer.outcome !== 'conflict' || answer.actual === 'none') return answer;
    return { outcome: 'conflict', actual: await this.committed.atLeast(stream, answer.actual) };
  }

  read(request: ReadReq): ReadCall {
    const call = new ReadCall(this.streams.read(request, ...this.callArguments()), this.silenceMs, this.forget);
    this.calls.add(call);
    return call;
  }

  /** Read once for a connection: a log is restored only while nobody is connected to it. */
  async epoch(): Promise<number> {
    this.knownEpoch ??= readEpoch((request) => this.read(request));
    try {
      return await this.knownEpoch;
    } catch (error) {
      this.knownEpoch = undefined;
      throw error;
    }
  }

  /** Cancels the calls under way; they end with a passing fault. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const call of this.calls) call.cancel();
    this.streams.close();
    void this.client.dispose();
  }

  private callArguments() {
    if (this.closed) throw new PassingFault('the connection was closed', { reconnect: true });
    return this.client['callArguments']({}, UNLIMITED);
  }

  private readonly forget = (call: AppendCall | ReadCall): void => {
    this.calls.delete(call);
  };
}

/** The connection in use, made when first needed and again after it was discarded. */
export class NodeConnections {
  private opening: Promise<NodeConnection> | undefined;
  private opened: NodeConnection | undefined;
  private closed = false;

  /** @throws TypeError when `url` is not a connection string */
  constructor(
    private readonly url: string,
    private readonly silenceMs: number,
  ) {
    try {
      EventStoreDBClient.connectionString(url);
    } catch {
      // The client's message shows the whole string with the password in it, so neither it nor a cause is passed on.
      throw new TypeError('not an EventStoreDB connection string: its shape is esdb://HOST:PORT?tls=true');
    }
  }

  /** @throws PassingFault; LogUnavailable after `close` */
  async current(): Promise<NodeConnection> {
    if (this.closed) throw new LogUnavailable('the event log is closed');
    this.opening ??= this.open();
    return this.opening;
  }

  /** The next caller gets a new connection, unless one was made already. */
  discard(connection: NodeConnection): void {
    if (this.opened === connection) {
      this.opening = undefined;
      this.opened = undefined;
    }
    connection.close();
  }

  close(): void {
    this.closed = true;
    this.opened?.close();
  }

  private async open(): Promise<NodeConnection> {
    const opening = NodeConnection.open(EventStoreDBClient.connectionString(this.url), this.silenceMs);
    try {
      this.opened = await within(this.silenceMs, 'connecting', opening);
    } catch (cause) {
      this.opening = undefined;
      void opening.then(
        (late) => late.close(),
        () => undefined,
      );
      throw cause instanceof PassingFault ? cause : new PassingFault('connecting failed', { cause, reconnect: true });
    }
    if (this.closed) this.opened.close();
    return this.opened;
  }
}
