import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of keys: data keys of persons, the platform's own, and those that name reserved values. */
export class PrivacyKeys1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA privacy;
      GRANT USAGE ON SCHEMA privacy TO opsledger_keys;

      CREATE TABLE privacy.subject_key (
        id            uuid        PRIMARY KEY,
        tenant_id     uuid        NOT NULL,
        subject       text        COLLATE "C" NOT NULL,
        generation    integer     NOT NULL CHECK (generation > 0),
        wrapped_key   bytea,
        master_key_id text,
        created_at    timestamptz NOT NULL DEFAULT now(),
        destroyed_at  timestamptz,
        UNIQUE (tenant_id, subject, generation),
        CHECK ((wrapped_key IS NULL) = (destroyed_at IS NOT NULL)),
        CHECK ((wrapped_key IS NULL) = (master_key_id IS NULL))
      );
      COMMENT ON TABLE privacy.subject_key IS 'Data keys of persons; a row without a key is an erased one';
      ALTER TABLE privacy.subject_key ENABLE ROW LEVEL SECURITY;
      ALTER TABLE privacy.subject_key FORCE ROW LEVEL SECURITY;
      CREATE POLICY keys ON privacy.subject_key TO opsledger_keys USING (true) WITH CHECK (true);
      GRANT SELECT, INSERT, UPDATE ON privacy.subject_key TO opsledger_keys;

      CREATE TABLE privacy.platform_key (
        name          text        PRIMARY KEY,
        wrapped_key   bytea       NOT NULL,
        master_key_id text        NOT NULL,
        created_at    timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON TABLE privacy.platform_key IS 'Random keys of the platform itself, wrapped by the master key';
      GRANT SELECT, INSERT, UPDATE ON privacy.platform_key TO opsledger_keys;

      CREATE TABLE privacy.reserved_value (
        lookup        bytea       PRIMARY KEY,
        wrapped_key   bytea       NOT NULL,
        master_key_id text        NOT NULL,
        created_at    timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON TABLE privacy.reserved_value IS 'The key behind the name of each reserved value; erased by deleting it';
      GRANT SELECT, INSERT, UPDATE, DELETE ON privacy.reserved_value TO opsledger_keys;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA privacy CASCADE');
  }
}
