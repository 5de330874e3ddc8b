import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The imports that have work to do, and the replica on each. Their progress is in their streams. */
export class Imports1767225831000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA imports;
      GRANT USAGE ON SCHEMA imports TO opsledger_engine;

      CREATE TABLE imports.job (
        id          uuid           PRIMARY KEY,
        tenant_id   uuid           NOT NULL,
        service     text           COLLATE "C" NOT NULL,
        actor       json           NOT NULL,
        wanted      boolean        NOT NULL,
        asked       bigint         NOT NULL DEFAULT 1,
        active      boolean        NOT NULL DEFAULT false,
        attempts    integer        NOT NULL DEFAULT 0,
        owner       uuid,
        fence       bigint         NOT NULL DEFAULT 0,
        lease_until timestamptz    NOT NULL,
        plan        text,
        asked_at    timestamptz(3) NOT NULL DEFAULT clock_timestamp()
      );
      COMMENT ON TABLE imports.job IS 'Imports with work to be done, and the replica that does it';
      COMMENT ON COLUMN imports.job.actor IS 'The person who asked last, in whose name the commands are sent';
      COMMENT ON COLUMN imports.job.asked IS 'Grows with each request, so that one that comes at the end is not lost';
      COMMENT ON COLUMN imports.job.lease_until IS 'Nobody else takes it up before';
      COMMENT ON COLUMN imports.job.plan IS 'The commands of the chunk under way, written before the first is sent';
      CREATE UNIQUE INDEX job_one_at_a_time ON imports.job (tenant_id) WHERE active;
      CREATE INDEX job_wanted ON imports.job (service, asked_at) WHERE wanted;
      ALTER TABLE imports.job ENABLE ROW LEVEL SECURITY;
      ALTER TABLE imports.job FORCE ROW LEVEL SECURITY;
      CREATE POLICY engine ON imports.job TO opsledger_engine USING (true) WITH CHECK (true);
      GRANT SELECT, INSERT, UPDATE, DELETE ON imports.job TO opsledger_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA imports CASCADE');
  }
}
