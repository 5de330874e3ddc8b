import {
  type EventLog,
  type LogFault,
  PostgresEventLog,
  type PostgresEventLogOptions,
  openEventStoreDbEventLog,
} from '#libs/event-log';
import { ROLES } from '#libs/read-models';

export interface LogAddress {
  readonly databaseUrl: string;
  /** The address of EventStoreDB, if the log is there. */
  readonly eventstoreUrl?: string | undefined;
}

/** Opens the log in Postgres or EventStoreDB. */
export function logAt(
  { databaseUrl, eventstoreUrl }: LogAddress,
  onFault: (fault: LogFault) => void,
  connecting: Pick<PostgresEventLogOptions, 'budget' | 'poolSize'> & {
    readonly role?: typeof ROLES.log | typeof ROLES.logReader;
  } = {},
): Promise<EventLog> {
  if (eventstoreUrl !== undefined) return openEventStoreDbEventLog({ url: eventstoreUrl, onFault });
  return Promise.resolve(new PostgresEventLog({ url: databaseUrl, role: ROLES.log, onFault, ...connecting }));
}
