import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The facts of a session that its person sees in the list of their sessions. */
export class SessionList1767225892200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE auth.session
        ADD COLUMN factors text[] NOT NULL DEFAULT '{}',
        ADD COLUMN origin  text;
      COMMENT ON COLUMN auth.session.factors IS 'Confirmed beside the password at sign-in';
      COMMENT ON COLUMN auth.session.origin IS
        'User agent and address at sign-in, encrypted under the key of its person; null once the session has ended'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE auth.session DROP COLUMN factors, DROP COLUMN origin`);
  }
}
