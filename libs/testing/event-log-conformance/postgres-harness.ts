import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventLogMigrations } from '../../event-log';
import { migrate } from '../../read-models';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../runtime/embedded-postgres';
import type { EventLogHarness } from './harness';

const ROLE = 'opsledger_log';

/** A Postgres of its own, as durable as a deployment's, so that it can be killed. */
export async function postgresHarness(): Promise<EventLogHarness> {
  const dataDir = await mkdtemp(join(tmpdir(), 'opsledger-event-log-'));
  let server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir });
  const { url, port } = server;
  await migrate(url, { migrations: eventLogMigrations });
  return {
    address: { store: 'postgres', url, role: ROLE },
    server: {
      kill: () => server.kill9(),
      async start() {
        server = await startEmbeddedPostgres({ dataDir, port });
      },
    },
    async appendForeign(stream) {
      const client = new Client({ connectionString: url, options: `-c role=${ROLE}` });
      await client.connect();
      try {
        await client.query(
          `SELECT event_log.write_one($1, coalesce(max(revision), -1) + 1, $2, 'Foreign', '{}', '{"tenantId":"t"}')
             FROM event_log.event WHERE stream = $1`,
          [stream, randomUUID()],
        );
      } finally {
        await client.end();
      }
    },
    async close() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
