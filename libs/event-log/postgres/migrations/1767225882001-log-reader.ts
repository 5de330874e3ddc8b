import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A role that reads the log and appends nothing: of a process that runs no service. */
export class LogReader1767225882001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ROLE);
    await runner.query('GRANT USAGE ON SCHEMA event_log TO opsledger_log_reader');
    await runner.query('GRANT SELECT ON event_log.event, event_log.head, event_log.tail TO opsledger_log_reader');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('REVOKE SELECT ON event_log.event, event_log.head, event_log.tail FROM opsledger_log_reader');
    await runner.query('REVOKE USAGE ON SCHEMA event_log FROM opsledger_log_reader');
  }
}

/** Roles belong to the server: another database's migration may make this one at the same moment, or have made it. */
const ROLE = `
  DO $$
  BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'opsledger_log_reader') THEN
      CREATE ROLE opsledger_log_reader NOLOGIN;
    END IF;
  EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
  END
  $$`;
