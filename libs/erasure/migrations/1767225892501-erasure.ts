import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The erasures that each service has to carry out, and the rewriting of tables. */
export class Erasure1767225892501 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE engine.erasure_checkpoint (
        service    text        COLLATE "C" PRIMARY KEY,
        position   text        COLLATE "C" NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON TABLE engine.erasure_checkpoint IS 'How far each service has followed the log for erasures';
      GRANT SELECT, INSERT, UPDATE ON engine.erasure_checkpoint TO opsledger_engine;

      CREATE TABLE engine.erasure (
        service    text           COLLATE "C" NOT NULL,
        tenant_id  uuid           NOT NULL,
        subject    text           COLLATE "C" NOT NULL,
        stream     text           COLLATE "C" NOT NULL,
        event_id   uuid           NOT NULL,
        event_type text           COLLATE "C" NOT NULL,
        data       text           NOT NULL,
        position   text           COLLATE "C" NOT NULL,
        erased     boolean        NOT NULL DEFAULT false,
        queued_at  timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (service, tenant_id, subject)
      );
      COMMENT ON TABLE engine.erasure IS 'Erasures, for each service; how far each is, is in its stream';
      CREATE INDEX erasure_open ON engine.erasure (service, queued_at) WHERE NOT erased;
      ALTER TABLE engine.erasure ENABLE ROW LEVEL SECURITY;
      ALTER TABLE engine.erasure FORCE ROW LEVEL SECURITY;
      CREATE POLICY engine ON engine.erasure TO opsledger_engine USING (true) WITH CHECK (true);
      GRANT SELECT, INSERT, UPDATE, DELETE ON engine.erasure TO opsledger_engine;

      -- Runs as the owner of all tables: a service erases also in tables that are not its own.
      CREATE FUNCTION engine.rewrite_table(named text) RETURNS void
      LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
      AS $body$
      DECLARE
        target regclass := named;
        of_schema text;
        key name;
      BEGIN
        SELECT n.nspname INTO of_schema
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.oid = target AND c.relkind = 'r';
        IF of_schema IS NULL OR of_schema IN ('event_log', 'pg_catalog', 'information_schema') THEN
          RAISE EXCEPTION '% is not rewritten', target;
        END IF;
        SELECT i.relname INTO key
          FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
         WHERE x.indrelid = target AND x.indisprimary;
        IF key IS NULL THEN
          RAISE EXCEPTION '% has no primary key', target;
        END IF;
        EXECUTE format('CLUSTER (VERBOSE) %s USING %I', target, key);
      END
      $body$;
      COMMENT ON FUNCTION engine.rewrite_table IS 'Leaves no dead row in the files of a table; nobody reads it meanwhile';
      REVOKE ALL ON FUNCTION engine.rewrite_table FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION engine.rewrite_table TO opsledger_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION engine.rewrite_table; DROP TABLE engine.erasure, engine.erasure_checkpoint');
  }
}
