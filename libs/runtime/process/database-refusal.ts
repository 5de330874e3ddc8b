import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { StartRefused } from '../start-refused';

/** The time that a server which is still starting has to answer. */
const PATIENCE_MS = 20_000;
const RETRY_MS = 250;

const PASSING = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  // The socket of an embedded server that is being started again.
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  '57P03',
  '53300',
]);

/**
 * Waits until the database takes a connection of the login.
 *
 * @throws StartRefused with a sentence about DATABASE_URL
 */
export async function untilDatabaseAnswers(url: string, signal: AbortSignal, patienceMs = PATIENCE_MS): Promise<void> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const failure = await failureOf(url);
    if (!failure) return;
    if (!PASSING.has(failure.code ?? '') || Date.now() > until) throw databaseRefusal(url, failure);
    await delay(RETRY_MS, undefined, { signal });
  }
}

async function failureOf(url: string): Promise<NodeJS.ErrnoException | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  } finally {
    await client.end();
  }
}

/** The error of the server or the network as a sentence; the address is shown without its password. */
function databaseRefusal(url: string, error: NodeJS.ErrnoException): StartRefused {
  const { host, pathname } = new URL(url);
  const database = decodeURIComponent(pathname.slice(1));
  switch (error.code) {
    case '28P01':
    case '28000':
      return new StartRefused(`PostgreSQL at ${host} refuses the user or the password of DATABASE_URL.`);
    case '3D000':
      return new StartRefused(`PostgreSQL at ${host} has no database ${database}. Make it, or change DATABASE_URL.`);
    case '53300':
      return new StartRefused(`PostgreSQL at ${host} has no free connections. Raise its max_connections.`);
    case undefined:
    default:
      return new StartRefused(
        `No PostgreSQL answers at ${host} (DATABASE_URL): ${error.message || error.code || 'no reason given'}.`,
      );
  }
}
