import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A replica that is killed is no failure of the import: deaths are counted by themselves. */
export class ImportDeaths1767225892600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE imports.job ADD COLUMN deaths integer NOT NULL DEFAULT 0;
      COMMENT ON COLUMN imports.job.attempts IS 'Starts of the present step, but for those after a stop or a death';
      COMMENT ON COLUMN imports.job.deaths IS 'Leases of the present step that ended without a word of their owner';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE imports.job DROP COLUMN deaths');
  }
}
