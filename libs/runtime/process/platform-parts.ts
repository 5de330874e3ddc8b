import { ConnectionBudget, type EventLog } from '#libs/event-log';
import { PostgresSnapshots, ReactorOperations, StateCache } from '#libs/event-sourcing';
import {
  AccessVersions,
  PublishedKeys,
  PublishedRoles,
  RolesInForce,
  StepUps,
  type TokenVerifier,
  tokenVerifier,
} from '#libs/identity';
import { MailOperations } from '#libs/mail';
import { type MasterKeys, PlatformKeys, ReservedNames, SubjectKeys } from '#libs/privacy';
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
import { type ConnectionSizes, connectionLimit, connectionSizes } from './connection-sizes';
import { logAt } from './log-at';
import { logFaultLines } from './log-fault-lines';
import type { StopSequence } from './stop-sequence';

/** The parts that all services of a process share: the log, the keys, and one pool per role. */
export interface PlatformParts {
  readonly log: EventLog;
  /** Limits all connections to Postgres. */
  readonly budget: ConnectionBudget;
  readonly sizes: ConnectionSizes;
  readonly keys: SubjectKeys;
  readonly names: ReservedNames;
  readonly platformKeys: PlatformKeys;
  readonly operations: ProjectionOperations;
  readonly parked: ParkedWork;
  readonly snapshots: PostgresSnapshots;
  /** A cache of the streams that commands of all services fold. */
  readonly states: StateCache;
  readonly tenantReader: TenantReader;
  readonly platformReader: PlatformReader;
  /** Queries read a replica, which may be behind the primary. */
  readonly readsReplica: boolean;
  /** The database roles that this process takes. */
  readonly roles: RoleSet;
  readonly projectorPool: Pool;
  readonly readerPool: Pool;
  readonly verify: TokenVerifier;
  readonly rolesInForce: RolesInForce;
  readonly access: AccessVersions;
  readonly stepUps: StepUps;
  pool(role: Role, poolSize: number): Pool;
}

export interface PlatformPartsOptions {
  readonly configuration: Configuration;
  readonly databaseUrl: string;
  readonly services: readonly ServiceDefinition[];
  /** Default: the roles of all services. */
  readonly roles?: RoleSet;
  readonly masters: MasterKeys;
  readonly logger: Logger;
  readonly stops: StopSequence;
}

/** The longest statement on published rows. Every request waits for one, so it fails before the clients give up. */
const PUBLISHED_MS = 2_000;

/** The longest statement of reactors, followers and snapshots, which write little at a time. */
const PROJECTOR_MS = 30_000;

type Connecting = Pick<PlatformParts, 'sizes' | 'budget'>;

/** Opens the shared parts. Each is added to `stops` as soon as it is open. */
export async function openPlatformParts(options: PlatformPartsOptions): Promise<PlatformParts> {
  const { configuration, databaseUrl, services, masters, logger, stops, roles = ROLES_OF_ALL } = options;
  const sizes = connectionSizes(connectionLimit(configuration, services.length), services.length);
  const budget = new ConnectionBudget(sizes.limit);
  const lost = (pool: string) => (error: Error) =>
    logger.warn({ err: error, pool }, 'a connection was lost while idle');
  const pool = (role: Role, poolSize: number, statementTimeoutMs?: number): Pool => {
    const applicationName = `opsledger ${role.slice(role.indexOf('_') + 1)}`;
    const patience = statementTimeoutMs !== undefined && { statementTimeoutMs };
    const made = rolePool(databaseUrl, { role, poolSize, applicationName, budget, ...patience }, lost(role));
    stops.add(`pool ${role}`, () => made.end());
    return made;
  };
  const [readers, log] = await Promise.all([
    openReaders(options, { sizes, budget, lost }),
    openLog(options, { sizes, budget }),
  ]);
  stops.add('event log', () => log.close());
  const keyPool = pool(ROLES.keyring, sizes.keys);
  const platformKeys = new PlatformKeys(keyPool, masters);
  const projectorPool = pool(roles.projector, sizes.projector, PROJECTOR_MS);
  // On the primary, never a replica: access that has ended must be visible at once.
  const readerPool = pool(roles.reader, sizes.published, PUBLISHED_MS);
  const operations = new ProjectionOperations({
    url: databaseUrl,
    role: roles.projector,
    log,
    budget,
    onFault: (error) => lost('operations')(error as Error),
  });
  stops.add('operations', () => operations.close());
  return {
    log,
    budget,
    sizes,
    operations,
    parked: new ParkedWork(operations, new ReactorOperations(projectorPool), new MailOperations(projectorPool)),
    keys: new SubjectKeys(keyPool, masters),
    names: new ReservedNames(keyPool, masters, platformKeys),
    platformKeys,
    snapshots: new PostgresSnapshots(projectorPool),
    states: new StateCache(),
    ...readers,
    readsReplica: configuration.databaseReadUrl !== undefined,
    roles,
    projectorPool,
    readerPool,
    verify: tokenVerifier(new PublishedKeys(readerPool)),
    access: new AccessVersions(readerPool),
    stepUps: new StepUps(readerPool),
    rolesInForce: new RolesInForce(new PublishedRoles(readerPool)),
    pool,
  };
}

/** The read models of every service here, read from a replica if there is one. */
async function openReaders(
  { configuration, databaseUrl, services, stops, roles = ROLES_OF_ALL }: PlatformPartsOptions,
  { sizes, budget, lost }: Connecting & { readonly lost: (pool: string) => (error: Error) => void },
): Promise<Pick<PlatformParts, 'tenantReader' | 'platformReader'>> {
  const entities = services.flatMap(projectionsOf).flatMap(({ tables }) => tables);
  const { databaseReadUrl: url = databaseUrl } = configuration;
  const [tenantReader, platformReader] = await Promise.all([
    TenantReader.open(url, { entities, budget, poolSize: sizes.tenants, roles, onError: lost('reader') }),
    PlatformReader.open(url, { entities, budget, poolSize: sizes.platform, roles, onError: lost('platform') }),
  ]);
  stops.add('readers', async () => {
    await Promise.all([tenantReader.close(), platformReader.close()]);
  });
  return { tenantReader, platformReader };
}

/** A process that runs no service appends nothing. */
function openLog(
  { configuration: { eventstoreUrl }, databaseUrl, services, logger }: PlatformPartsOptions,
  { sizes, budget }: Connecting,
): Promise<EventLog> {
  const role = services.length > 0 ? ROLES.log : ROLES.logReader;
  const faultLines = logFaultLines(logger, Date.now);
  return logAt({ databaseUrl, eventstoreUrl }, faultLines, { budget, poolSize: sizes.log, role });
}
