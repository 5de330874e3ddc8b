import { ReactorOperations } from '#libs/event-sourcing';
import { ProjectionOperations } from '#libs/projections';
import { ROLES, rolePool } from '#libs/read-models';
import { ParkedWork } from '#libs/runtime';
import { operatorDatabase } from './operator';
import { withLogOn } from './operator-log';

/** Lends the operations of projections to a command, and closes what it opened when the command is done. */
export async function withProjections<Answer>(
  work: (operations: ProjectionOperations, databaseUrl: string) => Promise<Answer>,
): Promise<Answer> {
  const database = await operatorDatabase();
  try {
    return await withLogOn(database, async (log) => {
      const operations = new ProjectionOperations({ url: database.databaseUrl, log });
      try {
        return await work(operations, database.databaseUrl);
      } finally {
        await operations.close();
      }
    });
  } finally {
    await database.close();
  }
}

/** The same, of everything that waits for a person. */
export function withParked<Answer>(work: (parked: ParkedWork) => Promise<Answer>): Promise<Answer> {
  return withProjections(async (operations, databaseUrl) => {
    const connection = { role: ROLES.projector, poolSize: 1, applicationName: 'opsledger operator' };
    // What a lost connection means, the query that needs it says.
    const pool = rolePool(databaseUrl, connection, () => undefined);
    try {
      return await work(new ParkedWork(operations, new ReactorOperations(pool)));
    } finally {
      await pool.end();
    }
  });
}
