import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Like `append_one` and `append_known`, but with one value as the answer, '<epoch>-<place>' of the last event before:
 * returning a row costs a lone writer some microseconds more.
 */
const WRITE_KNOWN = `
  CREATE FUNCTION event_log.write_one(
    p_stream text, p_revision integer, p_id uuid, p_type text, p_data text, p_metadata text
  ) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
  DECLARE
    v_epoch integer;
    v_place bigint;
    v_at    timestamptz(3);
  BEGIN
    -- As a plain expression: a statement of its own would cost a few microseconds more.
    IF pg_advisory_xact_lock(hashtextextended('opsledger event_log', 0)) IS NULL THEN NULL; END IF;

    SELECT t.epoch, t.place, t.recorded_at INTO v_epoch, v_place, v_at FROM event_log.tail t;

    INSERT INTO event_log.event (epoch, place, recorded_at, id, stream, revision, type, data, metadata)
    VALUES (v_epoch, v_place + 1, greatest(v_at, clock_timestamp()), p_id, p_stream, p_revision, p_type, p_data,
            p_metadata);
    RETURN v_epoch || '-' || v_place;
  END
  $$;

  CREATE FUNCTION event_log.write_known(
    p_streams text[], p_revisions integer[], p_ids uuid[], p_types text[], p_data text[], p_metadata text[]
  ) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
  DECLARE
    v_epoch integer;
    v_place bigint;
    v_at    timestamptz(3);
  BEGIN
    IF pg_advisory_xact_lock(hashtextextended('opsledger event_log', 0)) IS NULL THEN NULL; END IF;

    SELECT t.epoch, t.place, greatest(t.recorded_at, clock_timestamp()) INTO v_epoch, v_place, v_at
      FROM event_log.tail t;

    INSERT INTO event_log.event (epoch, place, recorded_at, id, stream, revision, type, data, metadata)
    SELECT v_epoch, v_place + n.number, v_at, n.id, n.stream, n.revision, n.type, n.data, n.metadata
    FROM unnest(p_streams, p_revisions, p_ids, p_types, p_data, p_metadata)
      WITH ORDINALITY n (stream, revision, id, type, data, metadata, number);
    RETURN v_epoch || '-' || v_place;
  END
  $$;

  REVOKE ALL ON FUNCTION event_log.write_one, event_log.write_known FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION event_log.write_one, event_log.write_known TO opsledger_log`;

export class WriteKnown1767225740000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(WRITE_KNOWN);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION event_log.write_one, event_log.write_known');
  }
}
