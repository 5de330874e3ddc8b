import { type ServiceLogin, allowServiceLogins } from '#libs/read-models';
import { StartRefused } from '#libs/runtime';
import { migrateFor } from '#libs/runtime/process';
import { operatorDatabase } from './operator';
import type { Output } from './output';
import { GATEWAY_NAME, loadServices, serviceNames } from './service-tree';

/**
 * Brings the database up to date for every service, and sets the passwords of the services' logins that
 * `DATABASE_LOGINS` names.
 *
 * @throws StartRefused
 */
export async function migrateDatabase(to: Output): Promise<void> {
  const { services, edge } = await loadServices(serviceNames());
  const database = await operatorDatabase();
  try {
    const { configuration, databaseUrl } = database;
    const logins = (configuration.databaseLogins ?? []).map(loginOf);
    const unknown = logins.find(({ service }) => !serviceNames().includes(service));
    if (unknown) {
      throw new StartRefused(
        `DATABASE_LOGINS names ${unknown.service}, which is no service. They are: ${serviceNames().join(', ')}.`,
      );
    }
    const { eventstoreUrl } = configuration;
    await migrateFor(services, databaseUrl, { others: edge ? [GATEWAY_NAME] : [], eventstoreUrl });
    await allowServiceLogins(databaseUrl, logins);
    to.done(
      logins.length === 0
        ? 'The database is up to date.'
        : `The database is up to date. Services that log in by themselves: ${logins.map(({ service }) => service).join(', ')}.`,
    );
  } finally {
    await database.close();
  }
}

/** Of `service=password`. */
function loginOf(given: string): ServiceLogin {
  const end = given.indexOf('=');
  return { service: given.slice(0, end), password: given.slice(end + 1) };
}
