import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { eventually } from '../eventually';
import type { EventLogHarness } from './harness';
import type { LogAddress } from './log-address';

/** How long a server may take to come back. */
const RESTART_MS = 60_000;

/**
 * The server that `EVENTSTORE_URL` names; it may hold other events and be used by others. It is ended and started again
 * only where `EVENTSTORE_KILL_COMMAND` and `EVENTSTORE_START_COMMAND` say how, each a command line for a shell that
 * returns when that is done: `docker kill esdb` and `docker start esdb`, for example.
 */
export async function eventStoreDbHarness(): Promise<EventLogHarness> {
  const { EVENTSTORE_URL: url, EVENTSTORE_KILL_COMMAND: kill, EVENTSTORE_START_COMMAND: start } = process.env;
  if (!url) throw new Error('EVENTSTORE_URL names no server');
  const address: LogAddress = { store: 'eventstoredb', url };
  // Loaded here: whoever imports the testing library has no need of gRPC.
  const { EventStoreDBClient: Client, jsonEvent } = await import('@eventstore/db-client');
  const client = Client.connectionString(url);
  return {
    address,
    ...(kill &&
      start && {
        server: {
          kill: () => shell(kill),
          async start() {
            await shell(start);
            await eventually(() => serves(client), { timeoutMs: RESTART_MS });
          },
        },
      }),
    async appendForeign(stream) {
      await client.appendToStream(stream, jsonEvent({ type: 'Foreign', data: {}, metadata: { tenantId: 't' } }));
    },
    async close() {
      await client.dispose();
    },
  };
}

async function shell(command: string): Promise<void> {
  const [code] = (await once(
    spawn('/bin/sh', ['-c', command], { stdio: ['ignore', 'ignore', 'inherit'] }),
    'exit',
  )) as [number | null];
  if (code !== 0) throw new Error(`ended with ${code}: ${command}`);
}

/** Rejects as long as the server is away or says that it is not ready. */
async function serves(client: EventStoreDBClient): Promise<boolean> {
  for await (const first of client.readAll({ maxCount: 1 })) return first !== undefined;
  return true;
}
