import { type EventLog, PostgresEventLog, openEventStoreDbEventLog } from '#libs/event-log';
import { ROLES } from '#libs/read-models';
import { type OperatorDatabase, operatorDatabase } from './operator';

/** Opens the log for a command, and closes it when the command is done. */
export async function withLog<Answer>(
  work: (log: EventLog, database: OperatorDatabase) => Promise<Answer>,
): Promise<Answer> {
  const database = await operatorDatabase();
  try {
    return await withLogOn(database, (log) => work(log, database));
  } finally {
    await database.close();
  }
}

export async function withLogOn<Answer>(
  { configuration: { eventstoreUrl }, databaseUrl }: OperatorDatabase,
  work: (log: EventLog) => Promise<Answer>,
): Promise<Answer> {
  const log = eventstoreUrl
    ? await openEventStoreDbEventLog({ url: eventstoreUrl })
    : new PostgresEventLog({ url: databaseUrl, role: ROLES.log });
  try {
    return await work(log);
  } finally {
    await log.close();
  }
}
