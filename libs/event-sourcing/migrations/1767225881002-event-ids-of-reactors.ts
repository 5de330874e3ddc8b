import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The event that each reactor stands at, by its id: as of projections, so that a log put back is told. */
export class EventIdsOfReactors1767225881002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE engine.reactor_checkpoint ADD COLUMN event_id uuid;
      COMMENT ON COLUMN engine.reactor_checkpoint.event_id IS 'Of the event at the position; null where it is not known';
      GRANT SELECT ON engine.reactor_checkpoint TO opsledger_platform`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE engine.reactor_checkpoint DROP COLUMN event_id');
  }
}
