import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The runs of jobs: one for each job, organisation and local date. */
export class ScheduleRuns1767225850000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA IF NOT EXISTS engine;
      GRANT USAGE ON SCHEMA engine TO opsledger_engine;

      CREATE TABLE engine.schedule_run (
        id          uuid           PRIMARY KEY,
        job         text           COLLATE "C" NOT NULL,
        tenant_id   uuid           NOT NULL,
        due_on      text           COLLATE "C" NOT NULL,
        due_at      timestamptz(3) NOT NULL,
        time_zone   text           COLLATE "C" NOT NULL,
        outcome     text           COLLATE "C" NOT NULL
                    CHECK (outcome IN ('waiting', 'done', 'refused', 'superseded', 'introduced')),
        attempts    integer        NOT NULL DEFAULT 0,
        retry_at    timestamptz    NOT NULL,
        error       text,
        command     text           COLLATE "C",
        code        text           COLLATE "C",
        recorded_at timestamptz(3) NOT NULL DEFAULT now(),
        UNIQUE (job, tenant_id, due_on),
        CHECK ((outcome = 'refused') = (code IS NOT NULL))
      );
      COMMENT ON TABLE engine.schedule_run IS 'Runs of jobs, one for each job, organisation and local date';
      COMMENT ON COLUMN engine.schedule_run.due_on IS 'Local date; UTC minute of a job of every so many minutes';
      COMMENT ON COLUMN engine.schedule_run.retry_at IS 'Nobody sends it before: it is spread, being sent, or has failed';
      COMMENT ON COLUMN engine.schedule_run.outcome IS 'introduced: due before the job was there, and never sent';
      CREATE INDEX schedule_run_waiting ON engine.schedule_run (retry_at) WHERE outcome = 'waiting';

      ALTER TABLE engine.schedule_run ENABLE ROW LEVEL SECURITY;
      ALTER TABLE engine.schedule_run FORCE ROW LEVEL SECURITY;
      CREATE POLICY engine ON engine.schedule_run TO opsledger_engine USING (true) WITH CHECK (true);
      GRANT SELECT, INSERT, UPDATE, DELETE ON engine.schedule_run TO opsledger_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE engine.schedule_run');
  }
}
