import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Tells readers of the versions of a projection: the position that each has reached, and whether a process folds it. A
 * live change is shown when all folded versions show it.
 */
export class ServedVersions1767225882000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SERVED_VERSIONS);
    await runner.query('REVOKE ALL ON FUNCTION engine.served_versions FROM PUBLIC');
    await runner.query('GRANT EXECUTE ON FUNCTION engine.served_versions TO opsledger_published');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION engine.served_versions');
  }
}

const SERVED_VERSIONS = `
  CREATE FUNCTION engine.served_versions(names text[])
  RETURNS TABLE (name text, version integer, reached text, is_folded boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $body$
    SELECT s.name, s.version, s.position,
           EXISTS (SELECT FROM engine.process o WHERE o.id = p.owner AND o.lease_until > clock_timestamp())
      FROM engine.slot_progress s
      JOIN engine.projection p ON p.name = s.name AND p.version = s.version
     WHERE s.name = ANY (names) AND s.role = 'serving' AND s.filled
  $body$`;
