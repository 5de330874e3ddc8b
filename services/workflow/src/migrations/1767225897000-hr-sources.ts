import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Secrets of HR sources, and what they sent. */
export class HrSources1767225897000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA IF NOT EXISTS workflow;
      GRANT USAGE ON SCHEMA workflow TO opsledger_workflow;

      CREATE TABLE workflow.hr_secret (
        id              uuid        PRIMARY KEY,
        organization_id uuid        NOT NULL,
        source_id       uuid        NOT NULL,
        version         uuid        NOT NULL,
        sealed          bytea       NOT NULL,
        confirmed       boolean     NOT NULL DEFAULT false,
        created_at      timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX hr_secret_source ON workflow.hr_secret (organization_id, source_id);
      COMMENT ON TABLE workflow.hr_secret IS 'In force are the rows that the source''s stream names';
      COMMENT ON COLUMN workflow.hr_secret.sealed IS 'AES-256-GCM under a platform key';

      CREATE TABLE workflow.hr_raw (
        id              uuid        PRIMARY KEY,
        organization_id uuid        NOT NULL,
        source_id       uuid        NOT NULL,
        what            text        COLLATE "C" NOT NULL CHECK (what IN ('delivery', 'quarantine', 'list')),
        sealed          bytea       NOT NULL,
        received_at     timestamptz NOT NULL
      );
      CREATE INDEX hr_raw_quarantine ON workflow.hr_raw (source_id) WHERE what = 'quarantine';
      CREATE INDEX hr_raw_received ON workflow.hr_raw (received_at);
      COMMENT ON TABLE workflow.hr_raw IS 'What HR sources sent, kept for 30 days';
      COMMENT ON COLUMN workflow.hr_raw.sealed IS 'AES-256-GCM under a platform key';

      GRANT SELECT, INSERT, UPDATE, DELETE ON workflow.hr_secret, workflow.hr_raw TO opsledger_workflow`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE workflow.hr_raw, workflow.hr_secret');
  }
}
