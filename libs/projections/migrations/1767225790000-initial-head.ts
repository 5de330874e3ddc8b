import type { MigrationInterface, QueryRunner } from 'typeorm';
import { START } from '#libs/event-log';

/**
 * The position that a slot has to reach before queries may read it. Slots of an earlier release have nothing to reach.
 */
export class InitialHead1767225790000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE engine.projection_slot ADD COLUMN initial_head text COLLATE "C" NOT NULL DEFAULT '${START}'`,
    );
    // Readers of rows may know which projections are filled: they ask the database, or the replica, that queries read.
    await runner.query('GRANT USAGE ON SCHEMA engine TO opsledger_published');
    await runner.query(
      `GRANT SELECT (name, version, role, filled, position, initial_head)
          ON engine.projection_slot TO opsledger_published`,
    );
    await runner.query(`COMMENT ON COLUMN engine.projection_slot.initial_head IS 'Of the log when the slot was begun'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE engine.projection_slot DROP COLUMN initial_head');
  }
}
