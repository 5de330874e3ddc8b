import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The sessions whose person has proven password or second factor again, for grave requests. */
export class StepUps1767225892100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE published.step_up (
        session_id uuid        PRIMARY KEY,
        good_until timestamptz NOT NULL
      );
      COMMENT ON TABLE published.step_up IS 'Sessions that have proven password or second factor again; ended with them';
      CREATE INDEX step_up_good ON published.step_up (good_until);

      GRANT SELECT, INSERT, UPDATE, DELETE ON published.step_up TO opsledger_auth;
      GRANT SELECT ON published.step_up TO opsledger_published;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE published.step_up');
  }
}
