import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The engine's own tables: owners, checkpoints, parked and skipped events, and commands of operators. */
export class Projections1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA IF NOT EXISTS engine');
    await runner.query('GRANT USAGE ON SCHEMA engine TO opsledger_engine, opsledger_platform');
    for (const statement of [PROJECTION, SLOT, PARKED, SKIPPED, CONTROL, RIGHTS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE engine.projection_control, engine.skipped_event, engine.parked_event, engine.projection_slot,
                  engine.projection`,
    );
  }
}

const PROJECTION = `
  CREATE TABLE engine.projection (
    name        text COLLATE "C" NOT NULL,
    version     integer          NOT NULL CHECK (version > 0),
    service     text COLLATE "C" NOT NULL,
    views       text[]           NOT NULL,
    owner       uuid,
    owner_lock  bigint,
    lease_until timestamptz      NOT NULL DEFAULT '-infinity',
    fence       bigint           NOT NULL DEFAULT 0,
    PRIMARY KEY (name, version)
  ) WITH (fillfactor = 50);
  COMMENT ON TABLE engine.projection IS 'Each version of a projection, and the process that folds it';
  COMMENT ON COLUMN engine.projection.views IS 'What queries read; the tables behind have the slot at the end of the name';
  COMMENT ON COLUMN engine.projection.owner_lock IS 'Advisory lock that the owner holds for as long as it is connected';
  COMMENT ON COLUMN engine.projection.fence IS 'Rises with every change of owner; an owner with a lower one writes nothing'`;

const SLOT = `
  CREATE TABLE engine.projection_slot (
    name         text COLLATE "C" NOT NULL,
    version      integer          NOT NULL,
    slot         text COLLATE "C" NOT NULL CHECK (slot IN ('a', 'b')),
    role         text COLLATE "C" NOT NULL CHECK (role IN ('serving', 'candidate', 'retired')),
    fence        bigint           NOT NULL,
    epoch        integer          NOT NULL,
    position     text COLLATE "C" NOT NULL,
    events       bigint           NOT NULL DEFAULT 0,
    filled       boolean          NOT NULL DEFAULT false,
    paused       boolean          NOT NULL DEFAULT false,
    auto_promote boolean          NOT NULL DEFAULT false,
    stopped      text,
    note         text,
    behind_since timestamptz(3),
    lag_events   bigint           NOT NULL DEFAULT 0,
    rate         real             NOT NULL DEFAULT 0,
    started_at   timestamptz(3)   NOT NULL DEFAULT now(),
    updated_at   timestamptz(3)   NOT NULL DEFAULT now(),
    PRIMARY KEY (name, version, slot),
    FOREIGN KEY (name, version) REFERENCES engine.projection
  ) WITH (fillfactor = 50);
  CREATE UNIQUE INDEX projection_slot_serving ON engine.projection_slot (name, version) WHERE role = 'serving';
  COMMENT ON TABLE engine.projection_slot IS 'The checkpoint of each slot';
  COMMENT ON COLUMN engine.projection_slot.epoch IS 'Of the log when the slot was begun';
  COMMENT ON COLUMN engine.projection_slot.events IS 'How many events of the log stand up to the position';
  COMMENT ON COLUMN engine.projection_slot.filled IS 'It has caught up once and has its indexes';
  COMMENT ON COLUMN engine.projection_slot.stopped IS 'Why it does not go on; null while it does';
  COMMENT ON COLUMN engine.projection_slot.note IS 'What to know before it is promoted';
  COMMENT ON COLUMN engine.projection_slot.behind_since IS 'When the first event that it lacks was recorded'`;

const PARKED = `
  CREATE TABLE engine.parked_event (
    id         uuid             NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
    name       text COLLATE "C" NOT NULL,
    version    integer          NOT NULL,
    slot       text COLLATE "C" NOT NULL,
    key        text COLLATE "C" NOT NULL,
    position   text COLLATE "C" NOT NULL,
    event_id   uuid             NOT NULL,
    event_type text COLLATE "C" NOT NULL,
    stream     text COLLATE "C" NOT NULL,
    revision   integer          NOT NULL,
    reason     text COLLATE "C" NOT NULL CHECK (reason IN ('poison', 'behind')),
    attempts   integer          NOT NULL,
    error      text,
    parked_at  timestamptz(3)   NOT NULL DEFAULT now(),
    UNIQUE (name, version, slot, position),
    FOREIGN KEY (name, version, slot) REFERENCES engine.projection_slot ON DELETE CASCADE
  );
  CREATE INDEX parked_event_key ON engine.parked_event (name, version, slot, key, position);
  COMMENT ON TABLE engine.parked_event IS 'References to events that could not be folded, and to those behind them'`;

const SKIPPED = `
  CREATE TABLE engine.skipped_event (
    name       text COLLATE "C" NOT NULL,
    version    integer          NOT NULL,
    event_id   uuid             NOT NULL,
    position   text COLLATE "C" NOT NULL,
    key        text COLLATE "C" NOT NULL,
    skipped_by text COLLATE "C" NOT NULL,
    skipped_at timestamptz(3)   NOT NULL DEFAULT now(),
    PRIMARY KEY (name, version, event_id),
    FOREIGN KEY (name, version) REFERENCES engine.projection ON DELETE CASCADE
  );
  COMMENT ON TABLE engine.skipped_event IS 'Left out of a version by decision of an operator, in every slot and rebuild'`;

const CONTROL = `
  CREATE TABLE engine.projection_control (
    id        bigint           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name      text COLLATE "C" NOT NULL,
    version   integer          NOT NULL,
    command   text COLLATE "C" NOT NULL,
    arguments jsonb            NOT NULL DEFAULT '{}',
    asked_at  timestamptz(3)   NOT NULL DEFAULT now(),
    taken_at  timestamptz(3),
    done_at   timestamptz(3),
    refused   text
  );
  CREATE INDEX projection_control_open ON engine.projection_control (name, version, id) WHERE done_at IS NULL;
  COMMENT ON TABLE engine.projection_control IS 'What operators ask of the owner of a projection, and what became of it'`;

const RIGHTS = `
  GRANT SELECT, INSERT, UPDATE, DELETE
     ON engine.projection, engine.projection_slot, engine.parked_event, engine.skipped_event, engine.projection_control
     TO opsledger_engine;
  GRANT SELECT ON engine.projection, engine.projection_slot, engine.parked_event, engine.skipped_event
     TO opsledger_platform`;
