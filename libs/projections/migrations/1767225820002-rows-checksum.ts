import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An operator compares the read models of every service, but the service of operations may read the rows of none. It
 * gets sums of hashes from a function; no connection pool takes on the role that owns the function.
 */
export class RowsChecksum1767225820002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION engine.rows_checksum(view text)
      RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
      AS $body$
      DECLARE
        sums text;
      BEGIN
        IF NOT EXISTS (SELECT FROM engine.projection WHERE rows_checksum.view = ANY (views)) THEN
          RAISE EXCEPTION 'no projection has the view %', view USING ERRCODE = 'undefined_table';
        END IF;
        EXECUTE format(
          $sql$SELECT count(*) || ' ' || coalesce(sum(hash_record_extended(t, 0)), 0)
                               || ' ' || coalesce(sum(hash_record_extended(t, 1)), 0) FROM %I.%I t$sql$,
          split_part(view, '.', 1), substr(view, strpos(view, '.') + 1)) INTO sums;
        RETURN sums;
      END
      $body$;
      REVOKE ALL ON FUNCTION engine.rows_checksum FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION engine.rows_checksum TO opsledger_engine;
      GRANT USAGE, CREATE ON SCHEMA engine TO opsledger_checksum;
      GRANT SELECT ON engine.projection TO opsledger_checksum;
      ALTER FUNCTION engine.rows_checksum OWNER TO opsledger_checksum;
      REVOKE CREATE ON SCHEMA engine FROM opsledger_checksum`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION engine.rows_checksum');
  }
}
