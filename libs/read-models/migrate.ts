import { Client } from 'pg';
import type { MigrationInterface } from 'typeorm';
import { roleConnection } from './connection';
import { RoleDataSource } from './data-source';
import { provision } from './provision';
import { ENGINE_SCHEMA, ROLES, ensureRoles } from './roles';
import { type VersionedTables, tableLayouts } from './table-layout';

export interface MigrateOptions {
  /** Of every lib and service; run in the order of the time stamps that end their names. */
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** Projections whose first tables and views are to be there when this returns. */
  readonly projections?: readonly VersionedTables[];
}

const LOCK = 'opsledger migrate';

/**
 * Brings the database to where this release wants it: roles, then every migration that has not run, each in a
 * transaction, then the tables of new projections. Any number of processes may do it at once: one works, the others
 * wait and then find nothing to do.
 */
export async function migrate(url: string, { migrations, projections = [] }: MigrateOptions): Promise<void> {
  const guard = new Client({ connectionString: url, application_name: 'opsledger migrate' });
  await guard.connect();
  try {
    await guard.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [LOCK]);
    await ensureRoles(guard);
    await runMigrations(url, migrations);
    await provisionAll(url, projections);
  } finally {
    // Ending the session gives the lock back, also when the connection is what failed.
    await guard.end();
  }
}

const MIGRATOR = { role: ROLES.migrator, poolSize: 1, applicationName: 'opsledger migrate' } as const;

async function runMigrations(url: string, migrations: MigrateOptions['migrations']): Promise<void> {
  const migrator = new RoleDataSource(url, { ...MIGRATOR, schema: ENGINE_SCHEMA, migrations: [...migrations] });
  await migrator.initialize();
  try {
    await migrator.runMigrations();
  } finally {
    await migrator.destroy();
  }
}

async function provisionAll(url: string, projections: readonly VersionedTables[]): Promise<void> {
  if (projections.length === 0) return;
  const client = new Client(roleConnection(url, MIGRATOR));
  await client.connect();
  try {
    for (const projection of projections) {
      const layouts = await tableLayouts(projection);
      await client.query('BEGIN');
      await provision(client, layouts);
      await client.query('COMMIT');
    }
  } finally {
    await client.end();
  }
}
