import { setMaxListeners } from 'node:events';
import { checkAppend, checkExpected } from '../append-checks';
import {
  type AppendResult,
  type EventLog,
  LogUnavailable,
  type NewEvent,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedBy,
  type RecordedEvent,
  type Revision,
  type SubscribeOptions,
  type SubscriptionMessage,
} from '../event-log';
import type { LogFault } from '../log-fault';
import { type Position, START } from '../position';
import type { StreamName } from '../stream-name';
import type { ConnectionBudget } from './connection-budget';
import { GroupCommit } from './group-commit';
import { PageReader } from './page-reader';
import { LogSignal } from './log-signal';
import { LogConnection, connectionConfig, insistOnDurability } from './log-connection';
import { subscription } from './subscription';

export interface PostgresEventLogOptions {
  /** Of a database that `eventLogMigrations` have run on. */
  readonly url: string;
  /** The role that every connection sets; the login must be a member. Default: the login's own rights. */
  readonly role?: string;
  /** Connections for reading, at most; beside them one appends and one listens. Default 4. */
  readonly poolSize?: number;
  /** How long an append or a read is tried before `LogUnavailable`. Default 10,000. */
  readonly giveUpAfterMs?: number;
  /** How long one attempt may go unanswered before another connection is tried. Default 3,000. */
  readonly silenceMs?: number;
  /** How often a subscriber looks without a notification, for events of a process that died before it sent one. Default 5,000. */
  readonly pollMs?: number;
  readonly onFault?: (fault: LogFault) => void;
  /** Of the process's connections. Default: none, nothing is counted. */
  readonly budget?: ConnectionBudget;
}

const NOTIFY_EVERY_MS = 10;
const POLL_MS = 5_000;

/** The name of the one listening connection of each process; counting these counts the processes. */
export const LISTENER = 'opsledger listener';

/** For notifications, which a crash may lose without harm: waiting for the disk would slow down appends. */
const HINTS = { synchronous_commit: 'off' };

/** The log in a Postgres database. Connects when it is first used. */
export class PostgresEventLog implements EventLog {
  readonly isDense = true;
  private readonly reader: PageReader;
  private readonly signal: LogSignal;
  private readonly connection: LogConnection;
  private readonly commits: GroupCommit;
  private readonly closing = new AbortController();
  private closed: Promise<void> | undefined;

  constructor({ url, role, poolSize = 4, pollMs = POLL_MS, ...options }: PostgresEventLogOptions) {
    const { giveUpAfterMs = 10_000, silenceMs = 3_000, onFault = () => undefined, budget } = options;
    const limits = { giveUpAfterMs, silenceMs };
    // One listener for each subscription.
    setMaxListeners(0, this.closing.signal);
    const config = connectionConfig(url, role, limits, {}, budget);
    this.signal = new LogSignal({
      connection: { ...connectionConfig(url, role, limits, HINTS, budget), application_name: LISTENER },
      pollMs,
      coalesceMs: NOTIFY_EVERY_MS,
      onFault,
    });
    this.reader = new PageReader({
      connection: config,
      poolSize,
      limits,
      onFault: (fault) => {
        onFault(fault);
        this.signal.suspect();
      },
    });
    this.connection = new LogConnection(
      { ...config, pipeline: true },
      // The appender hears of the loss through its query. The next connection may be to a server that lacks what this
      // one had.
      { onOpen: insistOnDurability, onLost: () => this.commits.forgetRevisions() },
    );
    this.commits = new GroupCommit({
      connection: this.connection,
      limits,
      onFault,
      onCommitted: (position) => this.signal.announce(position),
    });
  }

  async append(
    stream: StreamName,
    events: readonly NewEvent[],
    { expected }: { readonly expected: Revision },
  ): Promise<AppendResult> {
    checkAppend(events);
    checkExpected(expected);
    this.checkOpen();
    const [first, ...rest] = events as [NewEvent, ...NewEvent[]];
    return this.commits.append({ stream, events: [first, ...rest], expected: expected === 'none' ? -1 : expected });
  }

  readStream(stream: StreamName, options: ReadStreamOptions = {}): AsyncIterable<RecordedEvent> {
    return this.reader.readStream(stream, options);
  }

  readAll(options: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    return this.reader.readAll(options);
  }

  readPages(options: ReadAllOptions = {}): AsyncIterable<readonly RecordedEvent[]> {
    return this.reader.readPages(options);
  }

  subscribe({ after = START, signal }: SubscribeOptions = {}): AsyncIterable<SubscriptionMessage> {
    return subscription({ reader: this.reader, news: this.signal, after, ends: [this.closing.signal, signal] });
  }

  head(): Promise<Position> {
    return this.reader.head();
  }

  recordedBy(): Promise<RecordedBy> {
    return this.reader.recordedBy();
  }

  idAt(position: Position): Promise<string | undefined> {
    return this.reader.idAt(position);
  }

  epoch(): Promise<number> {
    return this.reader.epoch();
  }

  close(): Promise<void> {
    this.closed ??= this.end();
    return this.closed;
  }

  private async end(): Promise<void> {
    this.closing.abort();
    await this.commits.finished();
    await this.signal.close();
    await Promise.all([this.connection.close(), this.reader.close()]);
  }

  private checkOpen(): void {
    if (this.closing.signal.aborted) throw new LogUnavailable('the event log is closed');
  }
}
