import { eventLogMigrations } from '#libs/event-log';
import { eventSourcingMigrations, introduceReactors, type Reactor } from '#libs/event-sourcing';
import { identityMigrations } from '#libs/identity';
import { privacyMigrations } from '#libs/privacy';
import { projectionMigrations } from '#libs/projections';
import { type MigrateOptions, ROLES, lacking, mayMigrate, migrate, rolePool, serviceRole } from '#libs/read-models';
import { projectionsOf, type ServiceDefinition } from '../feature/feature';
import { MECHANISMS } from '../mechanisms/mechanisms';
import { StartRefused } from '../start-refused';
import { logAt, type LogAddress } from './log-at';

/** The migrations of the engine and of the mechanisms; those of services come with their definitions. */
const LIB_MIGRATIONS = [
  ...eventLogMigrations,
  ...privacyMigrations,
  ...identityMigrations,
  ...eventSourcingMigrations,
  ...projectionMigrations,
  ...MECHANISMS.flatMap(({ migrations }) => migrations),
];

/** Everything that these services need of a database. `others`: names that have a login and no rows, as the gateway. */
export function migrationsOf(services: readonly ServiceDefinition[], others: readonly string[] = []): MigrateOptions {
  return {
    migrations: [...LIB_MIGRATIONS, ...services.flatMap(({ migrations = [] }) => migrations)] as never,
    projections: services.flatMap(projectionsOf) as never,
    services: [
      ...services.map(({ name, secretsRole }) => ({ name, secretsRole })),
      ...others.map((name) => ({ name, readsOnly: true }) as const),
    ],
  };
}

export interface MigrateFor {
  /** Names that have a login and no rows of their own, as the gateway. */
  readonly others?: readonly string[];
  /** The address of the log, if it is not in the database. */
  readonly eventstoreUrl?: string | undefined;
}

/** Migrates the database for these services of this release; safe from several processes at once. */
export async function migrateFor(
  services: readonly ServiceDefinition[],
  databaseUrl: string,
  { others = [], eventstoreUrl }: MigrateFor = {},
): Promise<void> {
  await migrate(databaseUrl, migrationsOf(services, others));
  await introduce(
    services.flatMap(({ features }) => features.flatMap(({ reactors = [] }) => reactors)),
    { databaseUrl, eventstoreUrl },
  );
}

/** Records the position from which a reactor that is new in this release answers. */
async function introduce(reactors: readonly Reactor[], address: LogAddress): Promise<void> {
  const connection = { role: ROLES.projector, poolSize: 1, applicationName: 'opsledger migrate' } as const;
  const pool = rolePool(address.databaseUrl, connection, () => undefined);
  const head = async () => {
    const log = await logAt(address, () => undefined);
    try {
      return await log.head();
    } finally {
      await log.close();
    }
  };
  try {
    await introduceReactors(pool, reactors, head);
  } finally {
    await pool.end();
  }
}

/**
 * Runs before services start. A login that owns the database migrates it; a login of a service only checks that it was
 * migrated.
 *
 * @throws StartRefused with what is missing
 */
export async function prepareDatabase(
  services: readonly ServiceDefinition[],
  databaseUrl: string,
  options: MigrateFor = {},
): Promise<void> {
  const { others = [] } = options;
  if (await mayMigrate(databaseUrl)) return migrateFor(services, databaseUrl, options);
  const [name, ...more] = [...services.map((service) => service.name), ...others];
  if (name === undefined || more.length > 0) {
    throw new StartRefused(
      'DATABASE_URL has the login of one service, and this process runs several. Start each by itself, or use the ' +
        'login that owns the database.',
    );
  }
  const role = serviceRole(name, services.length > 0 ? 'owner' : 'platform');
  const missing = await lacking(databaseUrl, role, migrationsOf(services, others));
  if (missing.length === 0) return;
  throw new StartRefused(
    `The database is not ready for ${name} of this release: it lacks ${missing.slice(0, 3).join(', ')}. ` +
      'Run `opsledger migrate` with the login that owns the database, then start again.',
  );
}
