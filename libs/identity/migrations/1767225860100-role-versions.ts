import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Roles that are data have a version as well: `roles`, by the organisation's id. */
export class RoleVersions1767225860100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE published.access_version
        DROP CONSTRAINT access_version_kind_check,
        ADD CONSTRAINT access_version_kind_check
          CHECK (kind IN ('account', 'session', 'membership', 'organization', 'roles'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM published.access_version WHERE kind = 'roles';
      ALTER TABLE published.access_version
        DROP CONSTRAINT access_version_kind_check,
        ADD CONSTRAINT access_version_kind_check
          CHECK (kind IN ('account', 'session', 'membership', 'organization'));
    `);
  }
}
