import type { Client } from 'pg';
import { LISTENER } from '#libs/event-log';
import type { Configuration } from '#libs/runtime';
import { type Finding, ok, warning } from './finding';

/** Hosts that run OpsLedger on this database now; a socket is this machine. */
const HOSTS = `
  SELECT count(DISTINCT coalesce(host(client_addr), 'local'))::int AS hosts
    FROM pg_stat_activity WHERE application_name = $1`;

export async function uploadFinding(client: Client, configuration: Configuration): Promise<Finding> {
  const { rows } = await client.query<{ hosts: number }>(HOSTS, [LISTENER]);
  return uploadsOn(rows[0]?.hosts ?? 0, configuration);
}

/** An upload is written by the gateway's host and read by the service's. */
export function uploadsOn(
  hosts: number,
  { s3Endpoint, dataDir }: Pick<Configuration, 's3Endpoint' | 'dataDir'>,
): Finding {
  if (s3Endpoint !== undefined) return ok('uploads', 'in object storage, which every host reaches');
  if (hosts <= 1) return ok('uploads', `in ${dataDir}, of one host`);
  return warning(
    'uploads',
    `in ${dataDir} of each of ${hosts} hosts: a file that one stores is missing on the others. Set S3_ENDPOINT and ` +
      'its companions, or mount one folder on all of them',
  );
}
