import type { MigrationInterface, QueryRunner } from 'typeorm';
import { START } from '#libs/event-log';

/** What a slot has to reach before queries may read it. Those of a release before are begun with nothing to reach. */
export class InitialHead1767225790000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE engine.projection_slot ADD COLUMN initial_head text COLLATE "C" NOT NULL DEFAULT '${START}'`,
    );
    // Who reads rows may know which are filled: it is asked of the database, or the replica of it, that queries read.
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
