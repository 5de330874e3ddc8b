import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The last position with the time of its event, and the time by the clock that stamps events, in milliseconds since 1970.
 * Appends set their times while they hold the append lock. This waits for it, shared, so that none is under way: whatever
 * comes later is stamped with the same time or a later one.
 */
const RECORDED_BY = `
  CREATE FUNCTION event_log.recorded_by(
    OUT epoch integer, OUT place bigint, OUT last_at bigint, OUT clock_at bigint
  ) LANGUAGE plpgsql VOLATILE AS $$
  BEGIN
    IF pg_advisory_xact_lock_shared(hashtextextended('opsledger event_log', 0)) IS NULL THEN NULL; END IF;

    SELECT t.epoch, t.place, coalesce(extract(epoch FROM t.recorded_at) * 1000, 0)::bigint,
           (extract(epoch FROM clock_timestamp()::timestamptz(3)) * 1000)::bigint
      INTO epoch, place, last_at, clock_at
      FROM event_log.tail t;
  END
  $$;

  REVOKE ALL ON FUNCTION event_log.recorded_by FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION event_log.recorded_by TO opsledger_log`;

export class RecordedBy1767225893700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(RECORDED_BY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION event_log.recorded_by');
  }
}
