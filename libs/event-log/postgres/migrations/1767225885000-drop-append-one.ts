import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `write_one` and `write_known` have replaced these two. */
export class DropAppendOne1767225885000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION event_log.append_one, event_log.append_known');
  }

  async down(): Promise<void> {
    // Nothing calls them.
  }
}
