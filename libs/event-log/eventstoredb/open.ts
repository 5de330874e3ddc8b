import type { EventLog } from '../event-log';
import type { EventStoreDbOptions } from './options';

/**
 * Opens the log on an EventStoreDB server or cluster, 23.10 or later. Connects when it is first used. The client, and
 * gRPC with it, is loaded here: a process whose log is in Postgres never loads either.
 *
 * @throws TypeError when `url` is no connection string; its text is not repeated, since it may hold a password
 */
export async function openEventStoreDbEventLog(options: EventStoreDbOptions): Promise<EventLog> {
  const { EventStoreDbEventLog } = await import('#libs/event-log/eventstoredb');
  return new EventStoreDbEventLog(options);
}
