import { Client } from 'pg';
import { StartRefused } from '../start-refused';
import { isDamage, refusalOfDamage } from './diagnosis';

/**
 * Logs in once, so that passwords and tables of another cluster are found at the start. Any other failure passes: the
 * users of the server report it.
 *
 * @param folder has `credentials.json` and the database cluster
 * @throws StartRefused
 */
export async function checkLogin(url: string, folder: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    const refusal = refusalOfLogin(folder, error as NodeJS.ErrnoException);
    if (refusal) throw refusal;
  } finally {
    await client.end();
  }
}

function refusalOfLogin(folder: string, error: NodeJS.ErrnoException): StartRefused | undefined {
  if (isDamage(error)) return refusalOfDamage(folder, error.message);
  // PostgreSQL: invalid_password, invalid_authorization_specification, invalid_catalog_name
  if (!['28P01', '28000', '3D000'].includes(error.code ?? '')) return undefined;
  return new StartRefused(
    `${folder}/credentials.json does not belong to the database beside it (${error.message}). ` +
      'Put back the file, or the whole folder, from a copy of the data directory.',
  );
}
