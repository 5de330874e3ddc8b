import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Events that reactors could not answer, and refusals that a person has seen. */
export class ReactorParking1767225710000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE engine.reactor_parked (
        id         uuid           NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
        reactor    text           COLLATE "C" NOT NULL,
        stream     text           COLLATE "C" NOT NULL,
        position   text           COLLATE "C" NOT NULL,
        revision   integer        NOT NULL,
        event_id   uuid           NOT NULL,
        event_type text           COLLATE "C" NOT NULL,
        reason     text           COLLATE "C" NOT NULL CHECK (reason IN ('poison', 'behind')),
        attempts   integer        NOT NULL,
        error      text,
        retry_at   timestamptz,
        parked_at  timestamptz(3) NOT NULL DEFAULT now(),
        UNIQUE (reactor, position)
      );
      CREATE INDEX reactor_parked_stream ON engine.reactor_parked (reactor, stream, position);
      COMMENT ON TABLE engine.reactor_parked IS 'References to events that a reactor could not answer, and to those behind';
      COMMENT ON COLUMN engine.reactor_parked.retry_at IS 'When it is tried again by itself; null: as soon as it is first';

      CREATE TABLE engine.reactor_skipped (
        reactor    text           COLLATE "C" NOT NULL,
        event_id   uuid           NOT NULL,
        position   text           COLLATE "C" NOT NULL,
        stream     text           COLLATE "C" NOT NULL,
        skipped_by text           COLLATE "C" NOT NULL,
        skipped_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (reactor, event_id)
      );
      COMMENT ON TABLE engine.reactor_skipped IS 'Left unanswered by decision of an operator';

      ALTER TABLE engine.reactor_outcome
        ADD COLUMN id             uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
        ADD COLUMN stream         text COLLATE "C",
        ADD COLUMN event_type     text COLLATE "C",
        ADD COLUMN event_position text COLLATE "C",
        ADD COLUMN dismissed_at   timestamptz(3),
        ADD COLUMN dismissed_by   text COLLATE "C";
      DROP INDEX engine.reactor_outcome_refused;
      CREATE INDEX reactor_outcome_refused ON engine.reactor_outcome (event_position, id)
        WHERE outcome = 'refused' AND dismissed_at IS NULL;
      COMMENT ON COLUMN engine.reactor_outcome.dismissed_at IS 'When a person has seen the refusal and what it asks for';

      GRANT SELECT, INSERT, UPDATE, DELETE ON engine.reactor_parked TO opsledger_engine;
      GRANT SELECT, INSERT ON engine.reactor_skipped TO opsledger_engine;
      GRANT UPDATE (dismissed_at, dismissed_by) ON engine.reactor_outcome TO opsledger_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE engine.reactor_skipped, engine.reactor_parked;
      DROP INDEX engine.reactor_outcome_refused;
      ALTER TABLE engine.reactor_outcome
        DROP COLUMN id, DROP COLUMN stream, DROP COLUMN event_type, DROP COLUMN event_position,
        DROP COLUMN dismissed_at, DROP COLUMN dismissed_by;
      CREATE INDEX reactor_outcome_refused ON engine.reactor_outcome (reactor, recorded_at) WHERE outcome = 'refused'
    `);
  }
}
