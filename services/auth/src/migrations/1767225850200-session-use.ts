import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The last use of each session, so that an unused one is ended. */
export class SessionUse1767225850200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE auth.session ADD COLUMN used_at timestamptz NOT NULL DEFAULT now();
      COMMENT ON COLUMN auth.session.used_at IS 'Start, or the last use of a refresh token: each 15 minutes while in use';
      CREATE INDEX session_used ON auth.session (used_at) WHERE ended_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE auth.session DROP COLUMN used_at');
  }
}
