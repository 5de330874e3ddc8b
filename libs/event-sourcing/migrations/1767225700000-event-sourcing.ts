import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Snapshots of long streams, and the checkpoints of reactors. */
export class EventSourcing1767225700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA IF NOT EXISTS engine;
      GRANT USAGE ON SCHEMA engine TO opsledger_engine;

      CREATE TABLE engine.snapshot (
        stream           text        COLLATE "C" NOT NULL,
        version          integer     NOT NULL,
        category         text        COLLATE "C" NOT NULL,
        revision         bigint      NOT NULL,
        changed_revision bigint      NOT NULL,
        last_event_id    uuid        NOT NULL,
        state            text        NOT NULL,
        written_at       timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (stream, version)
      );
      COMMENT ON TABLE engine.snapshot IS 'Folded states of long streams; may be emptied at any time';
      GRANT SELECT, INSERT, UPDATE, DELETE ON engine.snapshot TO opsledger_engine;

      CREATE TABLE engine.snapshot_commands (
        stream           text   COLLATE "C" NOT NULL,
        through_revision bigint NOT NULL,
        commands         bytea  NOT NULL,
        PRIMARY KEY (stream, through_revision)
      );
      COMMENT ON TABLE engine.snapshot_commands IS 'What snapshots remember of commands, in pieces';
      -- Random bytes: compressing them costs time and saves nothing.
      ALTER TABLE engine.snapshot_commands ALTER COLUMN commands SET STORAGE EXTERNAL;
      GRANT SELECT, INSERT, DELETE ON engine.snapshot_commands TO opsledger_engine;

      CREATE TABLE engine.reactor_checkpoint (
        reactor    text        COLLATE "C" PRIMARY KEY,
        position   text        COLLATE "C" NOT NULL,
        fence      bigint      NOT NULL DEFAULT 0,
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON TABLE engine.reactor_checkpoint IS 'How far each reactor is; fence counts its owners';
      GRANT SELECT, INSERT, UPDATE ON engine.reactor_checkpoint TO opsledger_engine;

      CREATE TABLE engine.reactor_outcome (
        event_id    uuid        NOT NULL,
        reactor     text        COLLATE "C" NOT NULL,
        name        text        COLLATE "C" NOT NULL,
        command_id  uuid        NOT NULL,
        tenant_id   uuid        NOT NULL,
        outcome     text        NOT NULL CHECK (outcome IN ('done', 'refused')),
        code        text,
        position    text        COLLATE "C",
        recorded_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (event_id, reactor, name),
        CHECK ((outcome = 'refused') = (code IS NOT NULL))
      );
      COMMENT ON TABLE engine.reactor_outcome IS 'How each command that a reactor sent came out';
      CREATE INDEX reactor_outcome_refused ON engine.reactor_outcome (reactor, recorded_at) WHERE outcome = 'refused';
      ALTER TABLE engine.reactor_outcome ENABLE ROW LEVEL SECURITY;
      ALTER TABLE engine.reactor_outcome FORCE ROW LEVEL SECURITY;
      CREATE POLICY engine ON engine.reactor_outcome TO opsledger_engine USING (true) WITH CHECK (true);
      GRANT SELECT, INSERT ON engine.reactor_outcome TO opsledger_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE engine.reactor_outcome, engine.reactor_checkpoint, engine.snapshot_commands, engine.snapshot
    `);
  }
}
