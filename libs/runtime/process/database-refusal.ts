import { Client } from 'pg';
import { StartRefused } from '../start-refused';
import { type Waiting, untilAnswered } from './waiting';

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
 * Waits until the database takes a connection of the login, for as long as it is away.
 *
 * @throws StartRefused with a sentence about DATABASE_URL if waiting does not help
 */
export async function untilDatabaseAnswers(url: string, waiting: Waiting): Promise<void> {
  await untilAnswered(`PostgreSQL at ${new URL(url).host} (DATABASE_URL)`, () => attempt(url), waiting);
}

async function attempt(url: string): Promise<string | undefined> {
  const failure = await failureOf(url);
  if (!failure) return undefined;
  const { code = '', message } = failure;
  if (!PASSING.has(code)) throw databaseRefusal(url, failure);
  return message || code;
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
    case undefined:
    default:
      return new StartRefused(
        `No PostgreSQL answers at ${host} (DATABASE_URL): ${error.message || error.code || 'no reason given'}.`,
      );
  }
}
