import type { EventLog } from '#libs/event-log';
import { PostgresSnapshots, ReactorOperations } from '#libs/event-sourcing';
import { AccessVersions, PublishedKeys, RolesInForce, type TokenVerifier, tokenVerifier } from '#libs/identity';
import { MailOperations } from '#libs/mail';
import { type MasterKeys, ReservedNames, SubjectKeys } from '#libs/privacy';
import { ProjectionOperations } from '#libs/projections';
import {
  PlatformReader,
  ROLES,
  ROLES_OF_ALL,
  type Role,
  type RoleSet,
  TenantReader,
  rolePool,
} from '#libs/read-models';
import type { Pool } from 'pg';
import type { Logger } from '#libs/observability';
import type { Configuration } from '../configuration/configuration';
import { projectionsOf, type ServiceDefinition } from '../feature/feature';
import { ParkedWork } from '../feature/parked-work';
import { logAt } from './log-at';
import { logFaultLines } from './log-fault-lines';
import type { StopSequence } from './stop-sequence';

/** What all services of a process share: the log, the keys, and one pool per role. */
export interface PlatformParts {
  readonly log: EventLog;
  readonly keys: SubjectKeys;
  readonly names: ReservedNames;
  readonly operations: ProjectionOperations;
  readonly parked: ParkedWork;
  readonly snapshots: PostgresSnapshots;
  readonly tenantReader: TenantReader;
  readonly platformReader: PlatformReader;
  /** What this process takes on. */
  readonly roles: RoleSet;
  readonly projectorPool: Pool;
  readonly readerPool: Pool;
  readonly verify: TokenVerifier;
  readonly rolesInForce: RolesInForce;
  readonly access: AccessVersions;
  pool(role: Role, poolSize: number): Pool;
}

export interface PlatformPartsOptions {
  readonly configuration: Configuration;
  readonly databaseUrl: string;
  readonly services: readonly ServiceDefinition[];
  /** Default: those of all services. */
  readonly roles?: RoleSet;
  readonly masters: MasterKeys;
  readonly logger: Logger;
  readonly stops: StopSequence;
}

/** Connections per process and role; `DATABASE_POOL_SIZE` sets those for reading. */
const POOL_SIZE = { projector: 6, keys: 2, published: 2 } as const;

/** Each request waits for what is published: a connection that has gone silent is given up before its clients are. */
const PUBLISHED_MS = 2_000;

/** Of reactors, followers and snapshots, which write little at a time; the engine folds on connections of its own. */
const PROJECTOR_MS = 30_000;

/** Opens what the services share. What has to be closed is added to `stops` at once. */
export async function openPlatformParts(options: PlatformPartsOptions): Promise<PlatformParts> {
  const { databaseUrl, masters, logger, stops, roles = ROLES_OF_ALL } = options;
  const lost = (pool: string) => (error: Error) =>
    logger.warn({ err: error, pool }, 'a connection was lost while idle');
  const pool = (role: Role, poolSize: number, statementTimeoutMs?: number): Pool => {
    const applicationName = `opsledger ${role.slice(role.indexOf('_') + 1)}`;
    const patience = statementTimeoutMs !== undefined && { statementTimeoutMs };
    const made = rolePool(databaseUrl, { role, poolSize, applicationName, ...patience }, lost(role));
    stops.add(`pool ${role}`, () => made.end());
    return made;
  };
  const [readers, log] = await Promise.all([openReaders(options, lost), openLog(options)]);
  stops.add('event log', () => log.close());
  const keyPool = pool(ROLES.keyring, POOL_SIZE.keys);
  const projectorPool = pool(roles.projector, POOL_SIZE.projector, PROJECTOR_MS);
  // On the primary, never a replica: access that has ended must be seen at once.
  const readerPool = pool(roles.reader, POOL_SIZE.published, PUBLISHED_MS);
  const operations = new ProjectionOperations({
    url: databaseUrl,
    role: roles.projector,
    log,
    onFault: (error) => lost('operations')(error as Error),
  });
  stops.add('operations', () => operations.close());
  return {
    log,
    operations,
    parked: new ParkedWork(operations, new ReactorOperations(projectorPool), new MailOperations(projectorPool)),
    keys: new SubjectKeys(keyPool, masters),
    names: new ReservedNames(keyPool, masters),
    snapshots: new PostgresSnapshots(projectorPool),
    ...readers,
    roles,
    projectorPool,
    readerPool,
    verify: tokenVerifier(new PublishedKeys(readerPool)),
    access: new AccessVersions(readerPool),
    rolesInForce: new RolesInForce(),
    pool,
  };
}

/** Of the read models of every service here; from a replica, where there is one. */
async function openReaders(
  { configuration, databaseUrl, services, stops, roles = ROLES_OF_ALL }: PlatformPartsOptions,
  lost: (pool: string) => (error: Error) => void,
): Promise<Pick<PlatformParts, 'tenantReader' | 'platformReader'>> {
  const entities = services.flatMap(projectionsOf).flatMap(({ tables }) => tables);
  const { databaseReadUrl: url = databaseUrl, databasePoolSize: poolSize } = configuration;
  const [tenantReader, platformReader] = await Promise.all([
    TenantReader.open(url, { entities, poolSize, roles, onError: lost('reader') }),
    PlatformReader.open(url, { entities, roles, onError: lost('platform') }),
  ]);
  stops.add('readers', async () => {
    await Promise.all([tenantReader.close(), platformReader.close()]);
  });
  return { tenantReader, platformReader };
}

/** A process that runs no service appends nothing. */
function openLog({ configuration, databaseUrl, services, logger }: PlatformPartsOptions): Promise<EventLog> {
  const { eventstoreUrl } = configuration;
  const role = services.length > 0 ? ROLES.log : ROLES.logReader;
  return logAt({ databaseUrl, eventstoreUrl }, logFaultLines(logger, Date.now), role);
}
