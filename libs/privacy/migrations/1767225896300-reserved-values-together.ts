import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Reserved values are found and made many at a time: an import has thousands of new ones. The functions for one value
 * stay: a process of an earlier release may run beside this one.
 */
export class ReservedValuesTogether1767225896300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      GRANT CREATE ON SCHEMA privacy TO opsledger_keys;

      CREATE FUNCTION privacy.reserved_values(wanted bytea[])
      RETURNS TABLE (lookup bytea, wrapped_key bytea, master_key_id text)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
      AS $body$
        SELECT v.lookup, v.wrapped_key, v.master_key_id
          FROM unnest(wanted) AS w (lookup)
         CROSS JOIN LATERAL (
           SELECT r.lookup, r.wrapped_key, r.master_key_id FROM privacy.reserved_value AS r WHERE r.lookup = w.lookup LIMIT 1
         ) AS v;
      $body$;

      CREATE FUNCTION privacy.keep_reserved_values(made bytea[], wrapped bytea[], masters text[])
      RETURNS TABLE (lookup bytea, wrapped_key bytea, master_key_id text)
      LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
      AS $body$
        -- In one order for all writers, so that two that make the same values cannot wait for each other.
        INSERT INTO privacy.reserved_value AS r (lookup, wrapped_key, master_key_id)
        SELECT m.lookup, m.wrapped_key, m.master_key_id
          FROM unnest(made, wrapped, masters) AS m (lookup, wrapped_key, master_key_id)
         ORDER BY m.lookup
            ON CONFLICT DO NOTHING;
        -- This statement sees what another writer committed while the one above waited for it.
        SELECT * FROM privacy.reserved_values(made);
      $body$;

      REVOKE ALL ON FUNCTION privacy.reserved_values, privacy.keep_reserved_values FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION privacy.reserved_values, privacy.keep_reserved_values TO opsledger_keyring;
      ALTER FUNCTION privacy.reserved_values OWNER TO opsledger_keys;
      ALTER FUNCTION privacy.keep_reserved_values OWNER TO opsledger_keys;
      REVOKE CREATE ON SCHEMA privacy FROM opsledger_keys;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION privacy.keep_reserved_values, privacy.reserved_values');
  }
}
