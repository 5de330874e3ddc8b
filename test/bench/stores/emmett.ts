import { STREAM_DOES_NOT_EXIST, isExpectedVersionConflictError } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { Pool } from 'pg';
import type { BenchEvent } from '../tasks/bench-event';
import type { BenchStore } from './store';

/** Connections for 64 writers: on two cores, more make it no faster and fewer make it slower. */
const CONNECTIONS = 20;

/** Emmett's event store on Postgres, used as its documentation shows, with the expected version given. */
export async function openEmmett(url: string): Promise<BenchStore> {
  const pool = new Pool({ connectionString: url, max: CONNECTIONS });
  const store = getPostgreSQLEventStore(url, { connectionOptions: { pool }, schema: { autoMigration: 'None' } });
  return {
    async append(stream, revision, event) {
      // Emmett counts a stream's events, we name its last revision.
      const expectedStreamVersion = revision < 0 ? STREAM_DOES_NOT_EXIST : BigInt(revision + 1);
      try {
        const answer = await store.appendToStream(stream, [emmettEvent(event)], { expectedStreamVersion });
        return Number(answer.nextExpectedStreamVersion) - 1;
      } catch (error) {
        if (isExpectedVersionConflictError(error)) return undefined;
        throw error;
      }
    },
    async readFirst(stream) {
      const { events } = await store.readStream(stream, { maxCount: 50n });
      return events.length;
    },
    async close() {
      await store.close();
      await pool.end();
    },
  };
}

function emmettEvent({ id, type, data, metadata }: BenchEvent) {
  return { type, data, metadata: { ...metadata, eventId: id } };
}

/** Makes Emmett's tables. */
export async function migrateEmmett(url: string): Promise<void> {
  const store = getPostgreSQLEventStore(url);
  await store.schema.migrate();
  await store.close();
}
