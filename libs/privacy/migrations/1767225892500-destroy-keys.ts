import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every service erases its own subjects: by their names, through a function, as it finds and makes their keys. */
export class DestroyKeys1767225892500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      GRANT CREATE ON SCHEMA privacy TO opsledger_keys;
      CREATE FUNCTION privacy.destroy_keys(of_tenant uuid, of_subject text) RETURNS void
      LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
      AS $body$
        -- A subject without a key gets a row too, so that a late writer makes none.
        INSERT INTO privacy.subject_key (id, tenant_id, subject, generation, destroyed_at)
        VALUES (gen_random_uuid(), of_tenant, of_subject, 1, now())
            ON CONFLICT (tenant_id, subject, generation) DO NOTHING;
        UPDATE privacy.subject_key
           SET wrapped_key = NULL, master_key_id = NULL, destroyed_at = now()
         WHERE tenant_id = of_tenant AND subject = of_subject AND wrapped_key IS NOT NULL;
      $body$;
      REVOKE ALL ON FUNCTION privacy.destroy_keys FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION privacy.destroy_keys TO opsledger_keyring;
      ALTER FUNCTION privacy.destroy_keys OWNER TO opsledger_keys;
      REVOKE CREATE ON SCHEMA privacy FROM opsledger_keys;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION privacy.destroy_keys');
  }
}
