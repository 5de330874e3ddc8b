import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The id of the event at each checkpoint. A log that was put back to an older copy, and has grown since, has another
 * event there. Null where it is not known.
 */
export class EventIdsOfCheckpoints1767225881001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE engine.projection_slot ADD COLUMN event_id uuid;
      ALTER TABLE engine.process ADD COLUMN event_id uuid;
      COMMENT ON COLUMN engine.projection_slot.event_id IS 'Of the event at the position; null where it is not known';
      COMMENT ON COLUMN engine.process.event_id IS 'Of the event at the position; null where it is not known'`);
    await runner.query(`
      CREATE OR REPLACE VIEW engine.slot_progress AS
      SELECT s.name, s.version, s.slot, s.role, s.epoch, s.filled, s.paused, s.auto_promote, s.stopped, s.note,
             s.started_at, s.initial_head, s.follows, s.rate, s.position AS own_position,
             CASE WHEN c.covered THEN greatest(s.position, o.position) ELSE s.position END AS position,
             CASE WHEN c.covered THEN greatest(s.events, o.events) ELSE s.events END AS events,
             CASE WHEN c.covered THEN NULL ELSE s.behind_since END AS behind_since,
             CASE WHEN c.covered THEN 0 ELSE s.lag_events END AS lag_events,
             CASE WHEN c.covered THEN greatest(s.updated_at, o.moved_at) ELSE s.updated_at END AS updated_at,
             CASE WHEN c.covered AND o.position > s.position THEN o.event_id ELSE s.event_id END AS event_id
        FROM engine.projection_slot s
        JOIN engine.projection p USING (name, version)
        LEFT JOIN engine.process o ON o.id = p.owner
       CROSS JOIN LATERAL (
             SELECT s.follows AND o.id IS NOT NULL
                    AND NOT concat_ws(' ', s.name, s.version, s.slot) = ANY (o.behind) AS covered) c`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE engine.projection_slot DROP COLUMN event_id CASCADE');
    await runner.query('ALTER TABLE engine.process DROP COLUMN event_id');
  }
}
