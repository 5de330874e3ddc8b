import type { MigrationInterface, QueryRunner } from 'typeorm';
import { START } from '#libs/event-log';

/**
 * One row for each process that folds: its lease on all that it owns, and the position up to which its slots have
 * nothing to fold. The progress of a slot is the larger of its own checkpoint, which is written with its rows, and its
 * process's.
 */
export class FoldingProcesses1767225881000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PROCESS);
    await runner.query(SLOT);
    await runner.query(PROGRESS);
    await runner.query(RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP VIEW engine.slot_progress;
      DROP TABLE engine.process;
      ALTER TABLE engine.projection_slot DROP COLUMN follows;
      ALTER TABLE engine.projection
        ADD COLUMN owner_lock bigint,
        ADD COLUMN lease_until timestamptz NOT NULL DEFAULT '-infinity'`);
  }
}

const PROCESS = `
  CREATE TABLE engine.process (
    id          uuid             PRIMARY KEY,
    lock        bigint           NOT NULL,
    lease_until timestamptz      NOT NULL,
    position    text COLLATE "C" NOT NULL DEFAULT '${START}',
    events      bigint           NOT NULL DEFAULT 0,
    behind      text[]           NOT NULL DEFAULT '{}',
    moved_at    timestamptz(3)   NOT NULL DEFAULT now()
  ) WITH (fillfactor = 50);
  COMMENT ON TABLE engine.process IS 'Each process that folds projections: its lease, and how far its slots are at least';
  COMMENT ON COLUMN engine.process.lock IS 'Advisory lock that the process holds for as long as it is connected';
  COMMENT ON COLUMN engine.process.position IS
    'Each slot that follows and is not behind has folded what it handles up to here';
  COMMENT ON COLUMN engine.process.events IS 'How many events of the log stand up to the position';
  COMMENT ON COLUMN engine.process.behind IS 'Slots that have something to fold: <name> <version> <slot>'`;

const SLOT = `
  ALTER TABLE engine.projection DROP COLUMN owner_lock, DROP COLUMN lease_until;
  COMMENT ON COLUMN engine.projection.owner IS 'The process that folds it';
  ALTER TABLE engine.projection_slot ADD COLUMN follows boolean NOT NULL DEFAULT false;
  COMMENT ON COLUMN engine.projection_slot.follows IS
    'Its owner says of it how far it is; set by the owner when it has caught up, and ended by every other owner'`;

const PROGRESS = `
  CREATE VIEW engine.slot_progress AS
  SELECT s.name, s.version, s.slot, s.role, s.epoch, s.filled, s.paused, s.auto_promote, s.stopped, s.note,
         s.started_at, s.initial_head, s.follows, s.rate, s.position AS own_position,
         CASE WHEN c.covered THEN greatest(s.position, o.position) ELSE s.position END AS position,
         CASE WHEN c.covered THEN greatest(s.events, o.events) ELSE s.events END AS events,
         CASE WHEN c.covered THEN NULL ELSE s.behind_since END AS behind_since,
         CASE WHEN c.covered THEN 0 ELSE s.lag_events END AS lag_events,
         CASE WHEN c.covered THEN greatest(s.updated_at, o.moved_at) ELSE s.updated_at END AS updated_at
    FROM engine.projection_slot s
    JOIN engine.projection p USING (name, version)
    LEFT JOIN engine.process o ON o.id = p.owner
   CROSS JOIN LATERAL (
         SELECT s.follows AND o.id IS NOT NULL
                AND NOT concat_ws(' ', s.name, s.version, s.slot) = ANY (o.behind) AS covered) c;
  COMMENT ON VIEW engine.slot_progress IS 'Slots, and what they have reached by their own checkpoint or their process''s'`;

const RIGHTS = `
  GRANT SELECT, INSERT, UPDATE, DELETE ON engine.process TO opsledger_engine;
  GRANT SELECT ON engine.slot_progress TO opsledger_engine, opsledger_platform;
  GRANT SELECT ON engine.process TO opsledger_platform;
  GRANT SELECT (name, version, role, filled, position, initial_head) ON engine.slot_progress TO opsledger_published`;
