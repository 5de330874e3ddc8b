import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The columns that locks, revocations and sweeps need, so that they read no other table. */
export class SignInState1767225710000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE auth.sign_in_failure ADD COLUMN locked_until timestamptz;
      COMMENT ON COLUMN auth.sign_in_failure.failures IS 'With attempts under way: each counts until it proves right';

      ALTER TABLE auth.session ADD COLUMN membership_version bigint;
      COMMENT ON COLUMN auth.session.membership_version IS
        'Revision of the members'' stream at sign-in: what ended before it does not end this session';

      ALTER TABLE auth.password ADD COLUMN account_id uuid;
      COMMENT ON COLUMN auth.password.account_id IS 'Whose stream names this row, if any does';

      CREATE INDEX password_created ON auth.password (created_at);
      CREATE INDEX session_ended ON auth.session (ended_at) WHERE ended_at IS NOT NULL;
      CREATE INDEX session_created ON auth.session (created_at);
      CREATE INDEX refresh_token_expires ON auth.refresh_token (expires_at);
      CREATE INDEX refresh_token_parent ON auth.refresh_token (parent);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX auth.password_created, auth.session_ended, auth.session_created,
                 auth.refresh_token_expires, auth.refresh_token_parent;
      ALTER TABLE auth.sign_in_failure DROP COLUMN locked_until;
      ALTER TABLE auth.session DROP COLUMN membership_version;
      ALTER TABLE auth.password DROP COLUMN account_id`);
  }
}
