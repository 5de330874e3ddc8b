import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The age of a session counts from its sign-in, also when it goes on under another id. */
export class SessionAge1767225892201 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE auth.session ADD COLUMN signed_in_at timestamptz NOT NULL DEFAULT now();
      UPDATE auth.session SET signed_in_at = created_at;
      COMMENT ON COLUMN auth.session.signed_in_at IS 'When the person proved who they are: its age counts from then';
      DROP INDEX auth.session_created;
      CREATE INDEX session_signed_in ON auth.session (signed_in_at) WHERE ended_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX auth.session_signed_in;
      ALTER TABLE auth.session DROP COLUMN signed_in_at;
      CREATE INDEX session_created ON auth.session (created_at)`);
  }
}
