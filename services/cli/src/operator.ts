import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Configuration,
  StartRefused,
  lockDataDirectory,
  readConfiguration,
  readRuntimeFile,
  startEmbeddedPostgres,
} from '#libs/runtime';

/** The database that a command works on, and a way to leave it as it was found. */
export interface OperatorDatabase {
  readonly configuration: Configuration;
  readonly databaseUrl: string;
  /** The bus of the running instance, or of the environment; undefined when nothing runs. */
  readonly natsUrl?: string;
  /** The API of the instance that runs on the data directory. */
  readonly apiUrl?: string;
  close(): Promise<void>;
}

/**
 * Finds the database: `DATABASE_URL`; else that of the server running on the data directory; else the embedded one,
 * started for as long as the command takes.
 *
 * @throws StartRefused
 */
export async function operatorDatabase(environment: NodeJS.ProcessEnv = process.env): Promise<OperatorDatabase> {
  const configuration = readConfiguration(environment, 'operator');
  const { dataDir, databaseUrl, natsUrl } = configuration;
  const running = await readRuntimeFile(dataDir);
  const bus = natsUrl ?? running?.natsUrl;
  const found = databaseUrl ?? running?.databaseUrl;
  const close = () => Promise.resolve();
  const api = running?.apiUrl;
  const reached = { ...(bus !== undefined && { natsUrl: bus }), ...(api !== undefined && { apiUrl: api }) };
  if (found !== undefined) return { configuration, databaseUrl: found, ...reached, close };
  return { configuration, ...(await startForNow(dataDir)) };
}

async function startForNow(dataDir: string): Promise<Pick<OperatorDatabase, 'databaseUrl' | 'close'>> {
  const there = await stat(join(dataDir, 'postgres')).then(
    () => true,
    () => false,
  );
  if (!there) {
    throw new StartRefused(
      `There is no OpsLedger in ${dataDir}. Set OPSLEDGER_DATA_DIR to its data directory, or DATABASE_URL to its database.`,
    );
  }
  const lock = await lockDataDirectory(dataDir);
  const server = await startEmbeddedPostgres({ dataDir, listenOn: 'socket' });
  return {
    databaseUrl: server.url,
    async close() {
      await server.stop();
      await lock.release();
    },
  };
}
