import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The progress of the sweep of passwords, in the rows: those found in force lately are skipped. */
export class CheckedPasswords1767225820003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE auth.password ADD COLUMN checked_at timestamptz;
      COMMENT ON COLUMN auth.password.checked_at IS 'When the sweep last found that its account names it';
      CREATE INDEX password_checked ON auth.password (checked_at NULLS FIRST)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE auth.password DROP COLUMN checked_at');
  }
}
