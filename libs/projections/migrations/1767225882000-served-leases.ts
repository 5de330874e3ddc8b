import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Readers may know which versions of a projection are folded: a live change is shown when all of these show it. */
export class ServedLeases1767225882000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('GRANT SELECT (name, version, lease_until) ON engine.projection TO opsledger_published');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('REVOKE SELECT (name, version, lease_until) ON engine.projection FROM opsledger_published');
  }
}
