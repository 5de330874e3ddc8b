import { Client } from 'pg';
import type { MigrationInterface } from 'typeorm';
import { roleConnection } from './connection';
import { RoleDataSource } from './data-source';
import { provision, viewExists } from './provision';
import { type ServiceOfDatabase, ensureRoles } from './ensure-roles';
import { ENGINE_ROLE, ENGINE_SCHEMA, PUBLISHED_ROLE, ROLES, type Role } from './roles';
import { type VersionedTables, tableLayouts } from './table-layout';

export interface MigrateOptions {
  /** Of every lib and service; run in the order of the time stamps that end their names. */
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** Projections whose first tables and views exist when this returns. */
  readonly projections?: readonly VersionedTables[];
  /** Services whose roles and schemas exist then, beside those of the projections. */
  readonly services?: readonly ServiceOfDatabase[];
}

const LOCK = 'opsledger migrate';

/**
 * Brings the database to this release: roles, then every migration that has not run, each in a transaction, then the
 * tables of new projections. Any number of processes may do it at once: one works, the others wait and then find
 * nothing to do.
 */
export async function migrate(url: string, options: MigrateOptions): Promise<void> {
  const { migrations, projections = [] } = options;
  const guard = new Client({ connectionString: url, application_name: 'opsledger migrate' });
  await guard.connect();
  try {
    await guard.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [LOCK]);
    await ensureRoles(guard, servicesOf(options));
    await runMigrations(url, migrations);
    await provisionAll(url, projections);
  } finally {
    // Ending the session releases the lock, also when the connection failed.
    await guard.end();
  }
}

/** The services whose roles have to exist. */
export function servicesOf({ projections = [], services = [] }: MigrateOptions): ServiceOfDatabase[] {
  const named = [...projections.map(({ service: name }): ServiceOfDatabase => ({ name })), ...services];
  return [...new Map(named.map((service) => [service.name, service])).values()];
}

/** Whether this login brings databases up to date: it may act as the migrator, or may create it. */
export async function mayMigrate(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, application_name: 'opsledger migrate' });
  await client.connect();
  try {
    const { rows } = await client.query<{ may: boolean }>(
      `SELECT rolsuper OR rolcreaterole
              OR pg_has_role((SELECT datdba FROM pg_database WHERE datname = current_database()), 'MEMBER')
              OR coalesce(pg_has_role(to_regrole('${ROLES.migrator}')::oid, 'MEMBER'), false) AS may
         FROM pg_roles WHERE rolname = current_user`,
    );
    return rows[0]?.may ?? false;
  } finally {
    await client.end();
  }
}

const UNDEFINED = new Set(['3F000', '42P01', '42501', '22023']);

/**
 * The parts that a database lacks for this release, for a login that may not migrate itself. `role` is one of the
 * service's.
 */
export async function lacking(
  url: string,
  role: Role,
  { migrations, projections = [] }: MigrateOptions,
): Promise<readonly string[]> {
  const client = new Client(roleConnection(url, { ...MIGRATOR, role }));
  try {
    await client.connect();
    const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${ENGINE_SCHEMA}.migrations`);
    const missing = migrations.map(({ name }) => name).filter((name) => !rows.some((row) => row.name === name));
    for (const layout of (await Promise.all(projections.map(tableLayouts))).flat()) {
      if (!(await viewExists(client, layout))) missing.push(`${layout.schema}.${layout.view}`);
    }
    return missing;
  } catch (error) {
    if (UNDEFINED.has((error as { code?: string }).code ?? '')) return [(error as Error).message];
    throw error;
  } finally {
    await client.end();
  }
}

const MIGRATOR = { role: ROLES.migrator, poolSize: 1, applicationName: 'opsledger migrate' } as const;

async function runMigrations(url: string, migrations: MigrateOptions['migrations']): Promise<void> {
  const migrator = new RoleDataSource(url, { ...MIGRATOR, schema: ENGINE_SCHEMA, migrations: [...migrations] });
  await migrator.initialize();
  try {
    await migrator.runMigrations();
    await migrator.query(`GRANT SELECT ON ${ENGINE_SCHEMA}.migrations TO ${ENGINE_ROLE}, ${PUBLISHED_ROLE}`);
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
