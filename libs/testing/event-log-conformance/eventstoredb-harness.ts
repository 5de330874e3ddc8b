import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AppendExpectedRevision, EventStoreDBClient } from '@eventstore/db-client';
import { eventually } from '../eventually';
import type { EventLogHarness } from './harness';
import { type StoreAddress, openLog } from './store-address';

/** How long a server may take to come back. */
const RESTART_MS = 60_000;

/** The longest answer time of a server that counts as up. */
const ANSWER_MS = 5_000;

/**
 * The server that `EVENTSTORE_URL` names; it may hold other events and be used by others, who may restart it while the
 * suite runs. The suite does so itself only when `EVENTSTORE_KILL_COMMAND` and `EVENTSTORE_START_COMMAND` are set, each
 * a command line for a shell that returns when that is done: `docker kill esdb` and `docker start esdb`, for example.
 */
export async function eventStoreDbHarness(): Promise<EventLogHarness> {
  const { EVENTSTORE_URL: url, EVENTSTORE_KILL_COMMAND: kill, EVENTSTORE_START_COMMAND: start } = process.env;
  if (!url) throw new Error('EVENTSTORE_URL names no server');
  // Tests that are not about an outage wait until the server is back.
  const address: StoreAddress = { store: 'eventstoredb', url, giveUpAfterMs: RESTART_MS };
  const answers = async () => {
    const log = await openLog({ store: 'eventstoredb', url, giveUpAfterMs: 0, silenceMs: ANSWER_MS });
    try {
      await log.head();
      return true;
    } catch {
      return false;
    } finally {
      await log.close();
    }
  };
  return {
    address,
    answers,
    ...(kill &&
      start && {
        server: {
          kill: () => shell(kill),
          async start() {
            await shell(start);
            await eventually(answers, { timeoutMs: RESTART_MS });
          },
        },
      }),
    appendForeign: (stream) => appendForeign(url, stream),
    close: () => Promise.resolve(),
  };
}

async function shell(command: string): Promise<void> {
  // EventStoreDB takes every variable with this prefix for an option, and does not start with an unknown one.
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('EVENTSTORE_'));
  const child = spawn('/bin/sh', ['-c', command], {
    env: Object.fromEntries(others),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`ended with ${code}: ${command}`);
}

/** By the official client: the log itself accepts no such event. Repeated unchanged until the server has answered. */
async function appendForeign(url: string, stream: string): Promise<void> {
  // Loaded here: importers of the testing library do not need gRPC.
  const { jsonEvent } = await import('@eventstore/db-client');
  const event = jsonEvent({ type: 'Foreign', data: {}, metadata: { tenantId: 't' } });
  const restarting = { timeoutMs: RESTART_MS };
  const expectedRevision = await eventually(() => asking(url, (client) => endOf(client, stream)), restarting);
  await eventually(
    () => asking(url, (client) => client.appendToStream(stream, event, { expectedRevision })),
    restarting,
  );
}

/**
 * One question on a client of its own. The client hangs on a stopped server, and after a lost connection its `dispose`
 * may not finish either. So neither is waited for beyond `ANSWER_MS`.
 */
async function asking<T>(url: string, question: (client: EventStoreDBClient) => Promise<T>): Promise<T> {
  const { EventStoreDBClient: Client } = await import('@eventstore/db-client');
  const client = Client.connectionString(url);
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_MS} ms`)), ANSWER_MS);
  });
  try {
    return await Promise.race([question(client), tooLong]);
  } finally {
    clearTimeout(timer);
    void client.dispose();
  }
}

async function endOf(client: EventStoreDBClient, stream: string): Promise<AppendExpectedRevision> {
  const last = client.readStream(stream, { direction: 'backwards', fromRevision: 'end', maxCount: 1 });
  try {
    for await (const { event } of last) if (event) return event.revision;
  } catch (error) {
    if (!(error instanceof Error && 'type' in error && error.type === 'stream-not-found')) throw error;
  }
  return 'no_stream';
}
