import { eventLogMigrations } from '#libs/event-log';
import { eventSourcingMigrations } from '#libs/event-sourcing';
import { identityMigrations } from '#libs/identity';
import { privacyMigrations } from '#libs/privacy';
import { projectionMigrations } from '#libs/projections';
import { type MigrateOptions, lacking, mayMigrate, migrate, serviceRole } from '#libs/read-models';
import type { ServiceDefinition } from '../feature/feature';
import { StartRefused } from '../start-refused';

/** Of all libs; the services' own come with their definitions. */
const LIB_MIGRATIONS = [
  ...eventLogMigrations,
  ...privacyMigrations,
  ...identityMigrations,
  ...eventSourcingMigrations,
  ...projectionMigrations,
];

/** `others`: who has a login and no rows of its own, as the gateway. */
function wantedBy(services: readonly ServiceDefinition[], others: readonly string[]): MigrateOptions {
  return {
    migrations: [...LIB_MIGRATIONS, ...services.flatMap(({ migrations = [] }) => migrations)] as never,
    projections: services.flatMap(({ features }) => features.flatMap(({ projections = [] }) => projections)) as never,
    services: [
      ...services.map(({ name, secretsRole }) => ({ name, secretsRole })),
      ...others.map((name) => ({ name })),
    ],
  };
}

/** Brings the database to what these services of this release need; safe from several processes at once. */
export function migrateFor(
  services: readonly ServiceDefinition[],
  databaseUrl: string,
  others: readonly string[] = [],
): Promise<void> {
  return migrate(databaseUrl, wantedBy(services, others));
}

/**
 * Before services start: a login that owns the database brings it up to date. A service's own may not, and only looks
 * whether somebody has.
 *
 * @throws StartRefused with what is missing
 */
export async function prepareDatabase(
  services: readonly ServiceDefinition[],
  databaseUrl: string,
  others: readonly string[] = [],
): Promise<void> {
  if (await mayMigrate(databaseUrl)) return migrateFor(services, databaseUrl, others);
  const [name, ...more] = [...services.map((service) => service.name), ...others];
  if (name === undefined || more.length > 0) {
    throw new StartRefused(
      'DATABASE_URL has the login of one service, and this process runs several. Start each by itself, or use the ' +
        'login that owns the database.',
    );
  }
  const missing = await lacking(databaseUrl, serviceRole(name, 'owner'), wantedBy(services, others));
  if (missing.length === 0) return;
  throw new StartRefused(
    `The database is not ready for ${name} of this release: it lacks ${missing.slice(0, 3).join(', ')}. ` +
      'Run `opsledger migrate` with the login that owns the database, then start again.',
  );
}
