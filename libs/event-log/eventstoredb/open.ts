import type { EventLog } from '../event-log';
import type { EventStoreDbOptions } from './options';

/**
 * Opens the log on an EventStoreDB server or cluster, 23.10 or later. Connects when it is first used. The client and
 * gRPC are loaded here, so a process whose log is in Postgres loads neither.
 *
 * @throws TypeError when `url` is not a connection string; the text is not repeated, since it may hold a password
 */
export async function openEventStoreDbEventLog(options: EventStoreDbOptions): Promise<EventLog> {
  const { EventStoreDbEventLog } = await import('#libs/event-log/eventstoredb');
  return new EventStoreDbEventLog(options);
}
