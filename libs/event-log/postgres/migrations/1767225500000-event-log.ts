import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The log: one append-only table, and the functions that append.
 *
 * The functions set `recorded_at`, `epoch` and `place` while they hold the append lock. Each reads the last place in a
 * statement of its own, after the statement that waited for the lock, so that it sees what the one before it committed.
 * There is no counter to update: an updated row leaves dead versions behind while any transaction stays open anywhere,
 * and every append would walk through them.
 */
export class EventLog1767225500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ROLE);
    await runner.query(TABLES);
    await runner.query(REFUSE_CHANGES);
    await runner.query(APPEND_KNOWN);
    await runner.query(APPEND_BATCH);
    await runner.query(RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA event_log CASCADE');
  }
}

/** Roles belong to the server: another database's migration may create this one at the same moment. */
const ROLE = `
  DO $$
  BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'opsledger_log') THEN
      CREATE ROLE opsledger_log NOLOGIN;
    END IF;
  EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
  END
  $$`;

const TABLES = `
  CREATE SCHEMA event_log;

  CREATE TABLE event_log.event (
    place       bigint         NOT NULL,
    recorded_at timestamptz(3) NOT NULL,
    id          uuid           NOT NULL,
    epoch       integer        NOT NULL,
    revision    integer        NOT NULL,
    stream      text           COLLATE "C" NOT NULL,
    type        text           COLLATE "C" NOT NULL,
    data        text           COLLATE "C" NOT NULL,
    metadata    text           COLLATE "C" NOT NULL,
    CONSTRAINT event_position PRIMARY KEY (epoch, place),
    CONSTRAINT event_revision UNIQUE (stream, revision),
    CONSTRAINT event_id UNIQUE (id)
  );
  COMMENT ON TABLE event_log.event IS 'Every fact, in order of (epoch, place); places are dense and go on across epochs';
  COMMENT ON COLUMN event_log.event.data IS 'Canonical JSON of one object, byte for byte as it was appended';
  COMMENT ON COLUMN event_log.event.metadata IS 'Canonical JSON of one object, byte for byte as it was appended';
  -- Large values uncompressed: compressing 10 KB takes longer than writing it.
  ALTER TABLE event_log.event ALTER COLUMN data SET STORAGE EXTERNAL;
  ALTER TABLE event_log.event ALTER COLUMN metadata SET STORAGE EXTERNAL;

  CREATE TABLE event_log.head (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    epoch  integer NOT NULL CHECK (epoch BETWEEN 1 AND 9999)
  );
  COMMENT ON TABLE event_log.head IS 'The epoch of new events; raised when a log is restored below a published audit head';
  INSERT INTO event_log.head (epoch) VALUES (1);

  CREATE VIEW event_log.tail AS
    SELECT head.epoch, coalesce(last.place, 0) AS place, last.recorded_at
    FROM event_log.head
    LEFT JOIN LATERAL (
      SELECT event.place, event.recorded_at FROM event_log.event ORDER BY event.epoch DESC, event.place DESC LIMIT 1
    ) last ON true;
  COMMENT ON VIEW event_log.tail IS 'The epoch of new events, and the place and time of the last one'`;

/** The grants do not bind the table's owner; this trigger does, also in a replication session. */
const REFUSE_CHANGES = `
  CREATE FUNCTION event_log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'the event log is append-only: % on %.% is refused', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END
  $$;
  CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON event_log.event
    FOR EACH STATEMENT EXECUTE FUNCTION event_log.refuse_change();
  ALTER TABLE event_log.event ENABLE ALWAYS TRIGGER refuse_change`;

/**
 * Events for streams that are known to have the revision before; the constraints refuse what another process wrote
 * first. Both functions answer the epoch and the place before the first event's. `append_one` inserts one row without
 * arrays: a lone writer waits for it.
 */
const APPEND_KNOWN = `
  CREATE FUNCTION event_log.append_one(
    p_stream text, p_revision integer, p_id uuid, p_type text, p_data text, p_metadata text,
    OUT epoch integer, OUT place bigint
  ) LANGUAGE plpgsql VOLATILE AS $$
  DECLARE
    v_at timestamptz(3);
  BEGIN
    -- As a plain expression: a statement of its own would cost a few microseconds more.
    IF pg_advisory_xact_lock(hashtextextended('opsledger event_log', 0)) IS NULL THEN NULL; END IF;

    SELECT t.epoch, t.place, t.recorded_at INTO epoch, place, v_at FROM event_log.tail t;

    INSERT INTO event_log.event (epoch, place, recorded_at, id, stream, revision, type, data, metadata)
    VALUES (epoch, place + 1, greatest(v_at, clock_timestamp()), p_id, p_stream, p_revision, p_type, p_data,
            p_metadata);
  END
  $$;

  CREATE FUNCTION event_log.append_known(
    p_streams text[], p_revisions integer[], p_ids uuid[], p_types text[], p_data text[], p_metadata text[],
    OUT epoch integer, OUT place bigint
  ) LANGUAGE plpgsql VOLATILE AS $$
  DECLARE
    v_at timestamptz(3);
  BEGIN
    IF pg_advisory_xact_lock(hashtextextended('opsledger event_log', 0)) IS NULL THEN NULL; END IF;

    SELECT t.epoch, t.place, greatest(t.recorded_at, clock_timestamp()) INTO epoch, place, v_at FROM event_log.tail t;

    INSERT INTO event_log.event (epoch, place, recorded_at, id, stream, revision, type, data, metadata)
    SELECT append_known.epoch, append_known.place + n.number, v_at, n.id, n.stream, n.revision, n.type, n.data,
           n.metadata
    FROM unnest(p_streams, p_revisions, p_ids, p_types, p_data, p_metadata)
      WITH ORDINALITY n (stream, revision, id, type, data, metadata, number);
  END
  $$`;

/**
 * Many appends, each with its own expectation and its own outcome. The first four arrays have one element per append,
 * the others one per event, in order; \`p_first\` and \`p_append\` point from one to the other, counting from 1. No two
 * appends may expect the same of one stream, unless the stream is past that.
 *
 * An append was written when \`current\` (the stream's last revision, -1 for none) is what it expected; the written ones
 * have the places after \`place\`, in order. \`answered\` is '<epoch>-<place>' of the last
 * event of an append that had been written before, with the same ids at the same revisions; null for every other.
 */
const APPEND_BATCH = `
  CREATE FUNCTION event_log.append_batch(
    p_streams text[], p_expected integer[], p_first integer[], p_count integer[], p_append integer[],
    p_ids uuid[], p_types text[], p_data text[], p_metadata text[],
    OUT epoch integer, OUT place bigint, OUT current integer[], OUT answered text[]
  ) LANGUAGE plpgsql VOLATILE AS $$
  DECLARE
    v_at timestamptz(3);
  BEGIN
    IF pg_advisory_xact_lock(hashtextextended('opsledger event_log', 0)) IS NULL THEN NULL; END IF;

    SELECT t.epoch, t.place, greatest(t.recorded_at, clock_timestamp()) INTO epoch, place, v_at FROM event_log.tail t;

    current := ARRAY(
      SELECT coalesce(
        (SELECT e.revision FROM event_log.event e WHERE e.stream = a.stream ORDER BY e.revision DESC LIMIT 1), -1
      )
      FROM unnest(p_streams) WITH ORDINALITY a (stream, number)
      ORDER BY a.number
    );

    IF current <> p_expected THEN
      answered := ARRAY(
        SELECT CASE WHEN a.expected < a.current THEN (
          SELECT max(e.epoch) || '-' || max(e.place)
          FROM event_log.event e
          WHERE e.stream = a.stream AND e.revision > a.expected AND e.revision <= a.expected + a.count
          HAVING array_agg(e.id ORDER BY e.revision) = p_ids[a.first : a.first + a.count - 1]
        ) END
        FROM unnest(p_streams, p_expected, current, p_first, p_count)
          WITH ORDINALITY a (stream, expected, current, first, count, number)
        ORDER BY a.number
      );
    END IF;

    INSERT INTO event_log.event (epoch, place, recorded_at, id, stream, revision, type, data, metadata)
    SELECT append_batch.epoch, append_batch.place + row_number() OVER (ORDER BY n.number), v_at, n.id,
           p_streams[n.append], p_expected[n.append] + 1 + n.number - p_first[n.append], n.type, n.data, n.metadata
    FROM unnest(p_append, p_ids, p_types, p_data, p_metadata)
      WITH ORDINALITY n (append, id, type, data, metadata, number)
    WHERE p_expected[n.append] = current[n.append];
  END
  $$`;

const RIGHTS = `
  REVOKE ALL ON FUNCTION event_log.append_one, event_log.append_known, event_log.append_batch FROM PUBLIC;
  GRANT USAGE ON SCHEMA event_log TO opsledger_log;
  GRANT SELECT, INSERT ON event_log.event TO opsledger_log;
  GRANT SELECT ON event_log.head, event_log.tail TO opsledger_log;
  GRANT EXECUTE ON FUNCTION event_log.append_one, event_log.append_known, event_log.append_batch TO opsledger_log`;
