import { createHash } from 'node:crypto';
import { Client, type Pool } from 'pg';
import type { MigrationInterface } from 'typeorm';
import {
  ensureRoles,
  migrate,
  rolePool,
  servicesOf,
  tableLayouts,
  type MigrateOptions,
  type Role,
  type ServiceOfDatabase,
} from '#libs/read-models';
import { copiedDatabase, type TestDatabase } from './database';

export interface MigratedDatabase extends TestDatabase {
  /** A pool whose connections have set a role, as the runtime's do; ended by `drop`. */
  pool(role: Role, poolSize?: number): Pool;
}

/** A new database as `migrate` leaves it: a copy of this test run's template. */
export async function databaseWith(options: MigrateOptions): Promise<TestDatabase> {
  const database = await copiedDatabase(await templateOf(options), (url) => migrate(url, options));
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    // A copy has everything but the rights on the database itself.
    await ensureRoles(client, servicesOf(options));
  } finally {
    await client.end();
  }
  return database;
}

/**
 * Named after everything that decides about its content: each migration's source, each table's columns, keys and
 * indexes.
 */
async function templateOf({ migrations, projections = [], services = [] }: MigrateOptions): Promise<string> {
  const layouts = await Promise.all(projections.map(tableLayouts));
  const tables = projections.map(({ name, service, version }, n) => [name, service, version, layouts[n]]);
  const sources = migrations.map((migration) => [migration.name, String(migration)]);
  const content = JSON.stringify([sources, tables, services]);
  return `template_${createHash('sha256').update(content).digest('hex').slice(0, 24)}`;
}

/** A new database with the given migrations run, for the tests of one library. */
export async function migratedDatabase(
  migrations: readonly (new () => MigrationInterface)[],
  services: readonly ServiceOfDatabase[] = [],
): Promise<MigratedDatabase> {
  const database = await databaseWith({ migrations, services });
  const pools: Pool[] = [];
  return {
    ...database,
    pool(role, poolSize = 4) {
      // Losing a connection that a test kills while it is idle is no fault; a user of one gets the error itself.
      const pool = rolePool(database.url, { role, poolSize, applicationName: 'opsledger test' }, () => undefined);
      pools.push(pool);
      return pool;
    },
    async drop() {
      await Promise.all(pools.map((pool) => pool.end()));
      await database.drop();
    },
  };
}
