import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Addresses of calendars, each a secret of a member. */
export class CalendarFeeds1767225897600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      GRANT USAGE ON SCHEMA workflow TO opsledger_workflow;
      CREATE TABLE workflow.calendar_feed (
        id              uuid        PRIMARY KEY,
        organization_id uuid        NOT NULL,
        user_id         uuid        NOT NULL,
        name            text        NOT NULL,
        digest          text        NOT NULL UNIQUE,
        created_at      timestamptz NOT NULL,
        confirmed_at    timestamptz,
        used_at         timestamptz,
        ended_at        timestamptz
      );
      COMMENT ON TABLE workflow.calendar_feed IS 'Calendar feeds; in force are those that the log names';
      COMMENT ON COLUMN workflow.calendar_feed.digest IS 'SHA-256 of the secret, which has 256 random bits';
      COMMENT ON COLUMN workflow.calendar_feed.confirmed_at IS 'Null until its event is in the log; only then it is shown';
      COMMENT ON COLUMN workflow.calendar_feed.used_at IS 'When it was read last, to the minute';
      CREATE INDEX calendar_feed_user ON workflow.calendar_feed (organization_id, user_id, created_at, id)
        WHERE ended_at IS NULL;
      CREATE INDEX calendar_feed_unconfirmed ON workflow.calendar_feed (created_at) WHERE confirmed_at IS NULL;
      CREATE INDEX calendar_feed_ended ON workflow.calendar_feed (ended_at) WHERE ended_at IS NOT NULL;
      GRANT SELECT, INSERT, UPDATE, DELETE ON workflow.calendar_feed TO opsledger_workflow`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE workflow.calendar_feed');
  }
}
