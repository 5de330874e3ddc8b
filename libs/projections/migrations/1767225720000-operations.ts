import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The operation of each command, so that a command that is asked for again is carried out once. */
export class Operations1767225720000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE engine.projection_control
        ADD COLUMN operation_id uuid UNIQUE,
        ADD COLUMN taken_fence  bigint;
      COMMENT ON COLUMN engine.projection_control.operation_id IS 'Of the log; asking again joins the row that is there';
      COMMENT ON COLUMN engine.projection_control.taken_fence IS 'Of the owner that has begun to carry it out'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE engine.projection_control DROP COLUMN operation_id, DROP COLUMN taken_fence');
  }
}
