import type { EventLog } from '../event-log';
import type { LogFault } from '../log-fault';

export interface EventStoreDbOptions {
  /** `esdb://…` or `esdb+discover://…`, with credentials and TLS options as the official client reads them. */
  readonly url: string;
  /** How long an append or a read is tried before `LogUnavailable`. Default 10,000. */
  readonly giveUpAfterMs?: number;
  /** How long one attempt may go without an answer before another connection is tried. Default 3,000. */
  readonly silenceMs?: number;
  readonly onFault?: (fault: LogFault) => void;
}

/**
 * Opens the log on an EventStoreDB server or cluster, 23.10 or later. Connects when it is first used. The client, and
 * gRPC with it, is loaded here: a process whose log is in Postgres never loads either.
 *
 * @throws TypeError when `url` is no connection string; its text is not repeated, since it may hold a password
 */
export async function openEventStoreDbEventLog(options: EventStoreDbOptions): Promise<EventLog> {
  const { EventStoreDbEventLog } = await import('./eventstoredb-event-log.js');
  return new EventStoreDbEventLog(options);
}
