import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Failures in a row outlive the period of counting: a hundred lock an account until its password is reset. */
export class FailuresInARow1767225891102 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE auth.sign_in_failure ADD COLUMN in_a_row integer NOT NULL DEFAULT 0;
      COMMENT ON COLUMN auth.sign_in_failure.in_a_row IS 'Failures since the last complete sign-in, whatever the period'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE auth.sign_in_failure DROP COLUMN in_a_row');
  }
}
