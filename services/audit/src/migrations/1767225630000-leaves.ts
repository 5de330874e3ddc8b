import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The hash of every event, one tree per organisation. Only ever added to: the grants and a trigger say so. The log has the
 * bytes that a hash is made of; two bytes for each value tell a check of the log which one was changed.
 */
export class AuditLeaves1767225630000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA IF NOT EXISTS audit;
      GRANT USAGE ON SCHEMA audit TO opsledger_projector, opsledger_audit_projector, opsledger_reader, opsledger_audit_reader, opsledger_platform, opsledger_audit_platform;

      CREATE TABLE audit.leaf (
        tenant_id uuid   NOT NULL,
        index     bigint NOT NULL,
        position  text   COLLATE "C" NOT NULL UNIQUE,
        event_id  uuid   NOT NULL,
        hash      bytea  NOT NULL CHECK (length(hash) = 32),
        prints    bytea  NOT NULL,
        PRIMARY KEY (tenant_id, index)
      );
      ALTER TABLE audit.leaf ALTER COLUMN prints SET STORAGE EXTERNAL;
      COMMENT ON COLUMN audit.leaf.index IS 'In the tree of the organisation: dense, from 0, in order of the log';
      COMMENT ON COLUMN audit.leaf.hash IS 'SHA-256(0x00 || envelope), RFC 6962; the log has what the envelope is made of';
      COMMENT ON COLUMN audit.leaf.prints IS 'Two bytes for each value of the event, to tell which one was changed';

      CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'audit.leaf is only ever added to';
      END
      $$;
      CREATE TRIGGER leaf_stays BEFORE UPDATE OR DELETE ON audit.leaf
        FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
      CREATE TRIGGER leaves_stay BEFORE TRUNCATE ON audit.leaf
        FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

      GRANT SELECT, INSERT ON audit.leaf TO opsledger_projector, opsledger_audit_projector;
      GRANT SELECT ON audit.leaf TO opsledger_reader, opsledger_audit_reader, opsledger_platform, opsledger_audit_platform;

      ALTER TABLE audit.leaf ENABLE ROW LEVEL SECURITY;
      ALTER TABLE audit.leaf FORCE ROW LEVEL SECURITY;
      CREATE POLICY projector ON audit.leaf TO opsledger_projector, opsledger_audit_projector USING (true) WITH CHECK (true);
      CREATE POLICY reader ON audit.leaf FOR SELECT TO opsledger_reader, opsledger_audit_reader
        USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
      CREATE POLICY platform ON audit.leaf FOR SELECT TO opsledger_platform, opsledger_audit_platform USING (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit.leaf; DROP FUNCTION audit.refuse_change()');
  }
}
