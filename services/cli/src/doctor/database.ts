import { Client } from 'pg';
import { LISTENER } from '#libs/event-log';
import type { MasterKeys } from '#libs/privacy';
import { ENGINE } from '#libs/projections';
import { ROLES } from '#libs/read-models';
import { presentMasterKeys } from '#libs/runtime';
import { connectionLimit } from '#libs/runtime/process';
import { type Finding, failed, ok, warning } from './finding';
import { loginFindings } from './logins';
import { rowSecurityFindings } from './row-security';
import { signingKeyFinding } from './signing-keys';
import { uploadFinding } from './uploads';
import type { OperatorDatabase } from '../operator';
import { loadServices, serviceNames } from '../service-tree';

interface ServerFacts {
  readonly version: number;
  readonly recovering: boolean;
  readonly superuser: boolean;
  readonly roles: number;
  readonly connections: number;
  readonly used: number;
  /** Processes that run now, and those of them that run services. */
  readonly listening: number;
  readonly folding: number;
  readonly fsync: string;
  readonly synchronous_commit: string;
  readonly full_page_writes: string;
  readonly checksums: string;
  /** Pages of this database whose checksum was wrong when they were read. */
  readonly damaged: number;
}

const FACTS = `
  SELECT current_setting('server_version_num')::int AS version,
         pg_is_in_recovery() AS recovering,
         (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
         (SELECT count(*)::int FROM pg_roles WHERE rolname = ANY ($1)) AS roles,
         current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS connections,
         (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
         (SELECT count(*)::int FROM pg_stat_activity WHERE application_name = $2) AS listening,
         (SELECT count(*)::int FROM pg_stat_activity WHERE application_name = $3) AS folding,
         current_setting('fsync') AS fsync,
         current_setting('synchronous_commit') AS synchronous_commit,
         current_setting('full_page_writes') AS full_page_writes,
         current_setting('data_checksums') AS checksums,
         (SELECT coalesce(checksum_failures, 0)::int FROM pg_stat_database WHERE datname = current_database()) AS damaged`;

const OLDEST_VERSION = 150_000;

export async function databaseChecks(database: OperatorDatabase): Promise<readonly Finding[]> {
  const client = new Client({ connectionString: database.databaseUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<ServerFacts>(FACTS, [Object.values(ROLES), LISTENER, ENGINE]);
    const facts = rows[0] as ServerFacts;
    const { services, edge } = await loadServices(serviceNames());
    return [
      ...serverFindings(facts, database),
      ...(await loginFindings(
        client,
        [...services, ...(edge ? [{ name: edge.name, readsOnly: true } as const] : [])],
        database.configuration.databaseUrl !== undefined,
      )),
      ...(await rowSecurityFindings(client)),
      await uploadFinding(client, database.configuration),
      await signingKeyFinding(client, database.configuration),
      await masterKeyFinding(client, database),
    ];
  } finally {
    await client.end();
  }
}

function serverFindings(facts: ServerFacts, { configuration }: OperatorDatabase): Finding[] {
  const { version, recovering, superuser, roles } = facts;
  const unsafe = (['fsync', 'synchronous_commit', 'full_page_writes'] as const).filter((name) => facts[name] === 'off');
  return [
    (version < OLDEST_VERSION ? failed : ok)('database', `PostgreSQL ${Math.floor(version / 10_000)}`),
    ...(recovering ? [failed('database', 'DATABASE_URL is a replica; it has to be the primary')] : []),
    superuser
      ? warning('login', 'the login is a superuser: row-level security does not hold it')
      : ok('login', 'no superuser'),
    roles < Object.values(ROLES).length
      ? warning('roles', 'some are missing; the next start or `opsledger migrate` makes them')
      : ok('roles', 'all there'),
    unsafe.length > 0
      ? failed('durability', `${unsafe.join(', ')} off: acknowledged events can be lost`)
      : ok('durability', 'acknowledged is durable'),
    pagesFinding(facts),
    connectionsFinding(facts, configuration),
  ];
}

/** Of pages that were read by now; a page that nothing has read yet is not looked at. */
export function pagesFinding({ checksums, damaged }: Pick<ServerFacts, 'checksums' | 'damaged'>): Finding {
  if (damaged > 0)
    return failed('pages', `a damaged page was read ${damaged} times: restore the database from a backup`);
  if (checksums !== 'on') return warning('pages', 'the server has no data checksums, so a damaged page goes unnoticed');
  return ok('pages', 'no damaged page was read');
}

/** The most connections of all running processes together; of one process of all services where none runs. */
export function connectionsFinding(
  { connections, used, listening, folding }: Pick<ServerFacts, 'connections' | 'used' | 'listening' | 'folding'>,
  configuration: Pick<OperatorDatabase['configuration'], 'databasePoolSize'>,
): Finding {
  const ofServices = connectionLimit(configuration, 1);
  const ofGateway = connectionLimit(configuration, 0);
  const gateways = Math.max(0, listening - folding);
  const services = folding + gateways === 0 ? 1 : folding;
  const needed = services * ofServices + gateways * ofGateway;
  const sum = [
    ...(services > 0 ? [`${services} × ${ofServices} of services`] : []),
    ...(gateways > 0 ? [`${gateways} × ${ofGateway} of gateways`] : []),
  ].join(' and ');
  const told = `${connections} allowed, ${used} used; ${sum} may take ${needed}`;
  if (connections >= needed) return ok('connections', told);
  return failed('connections', `${told}: raise max_connections, or lower DATABASE_POOL_SIZE`);
}

/** Keys of personal data are wrapped by the master key: with another one nothing can be read. */
async function masterKeyFinding(client: Client, { configuration }: OperatorDatabase): Promise<Finding> {
  let keys: MasterKeys | undefined;
  try {
    keys = await presentMasterKeys(configuration);
  } catch (error) {
    return failed('master key', (error as Error).message);
  }
  if (!keys) return warning('master key', 'none yet; the first start makes one up unless it is production');
  const { rows: tables } = await client.query(`SELECT 1 FROM pg_namespace WHERE nspname = 'privacy'`);
  if (tables.length === 0) return warning('master key', 'nothing is wrapped yet');
  const { rows: may } = await client.query(`SELECT FROM pg_roles WHERE rolname = $1 AND pg_has_role(oid, 'MEMBER')`, [
    ROLES.keys,
  ]);
  if (may.length === 0) return warning('master key', 'not checked: the login of a service does not see the keys');
  await client.query(`SET ROLE ${ROLES.keys}`);
  const { rows } = await client.query<{ id: string }>(
    `SELECT DISTINCT master_key_id AS id FROM privacy.platform_key
      UNION SELECT DISTINCT master_key_id FROM privacy.subject_key WHERE master_key_id IS NOT NULL`,
  );
  const { currentId } = keys;
  const others = rows.filter(({ id }) => id !== currentId).length;
  return others > 0
    ? failed('master key', 'keys in the database were wrapped by another one')
    : ok('master key', 'unwraps the keys in the database');
}
