import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The last operation that retried an event, so that a repeated operation is carried out once. */
export class ReactorOperations1767225730000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE engine.reactor_parked ADD COLUMN operation_id uuid;
      COMMENT ON COLUMN engine.reactor_parked.operation_id IS 'Of the log: the last that had it answered again'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE engine.reactor_parked DROP COLUMN operation_id');
  }
}
