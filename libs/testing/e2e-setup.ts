import { startSharedPlatform } from './shared-platform';
import startSharedPostgres from './shared-postgres';

/** jest's global set-up of the end-to-end tests: the servers that their files share. */
export default async function startSharedServers(): Promise<void> {
  await startSharedPostgres();
  await startSharedPlatform();
}
