import type { Pool } from 'pg';
import type { MigrationInterface } from 'typeorm';
import { migrate, rolePool, type Role, type ServiceOfDatabase } from '#libs/read-models';
import { testDatabase, type TestDatabase } from './database';

export interface MigratedDatabase extends TestDatabase {
  /** A pool whose connections have taken on a role, as the runtime's have; ended by `drop`. */
  pool(role: Role, poolSize?: number): Pool;
}

/** A new database with the given migrations run, for the tests of one library. */
export async function migratedDatabase(
  migrations: readonly (new () => MigrationInterface)[],
  services: readonly ServiceOfDatabase[] = [],
): Promise<MigratedDatabase> {
  const database = await testDatabase();
  await migrate(database.url, { migrations, services });
  const pools: Pool[] = [];
  return {
    ...database,
    pool(role, poolSize = 4) {
      // A connection that a test kills while it is idle is no fault; who is using one gets the error itself.
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
