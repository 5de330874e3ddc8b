import { ProjectionOperations } from '#libs/projections';
import { operatorDatabase } from './operator';
import { withLogOn } from './operator-log';

/** Lends the operations of projections to a command, and closes what it opened when the command is done. */
export async function withProjections<Answer>(
  work: (operations: ProjectionOperations) => Promise<Answer>,
): Promise<Answer> {
  const database = await operatorDatabase();
  try {
    return await withLogOn(database, async (log) => {
      const operations = new ProjectionOperations({ url: database.databaseUrl, log });
      try {
        return await work(operations);
      } finally {
        await operations.close();
      }
    });
  } finally {
    await database.close();
  }
}
