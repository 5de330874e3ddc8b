import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether an organisation requires a second factor: `second_factor`, by the organisation's id. */
export class RequiredFactors1767225892102 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE published.access_version
        DROP CONSTRAINT access_version_kind_check,
        ADD CONSTRAINT access_version_kind_check
          CHECK (kind IN ('account', 'session', 'membership', 'organization', 'roles', 'assignments', 'second_factor'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM published.access_version WHERE kind = 'second_factor';
      ALTER TABLE published.access_version
        DROP CONSTRAINT access_version_kind_check,
        ADD CONSTRAINT access_version_kind_check
          CHECK (kind IN ('account', 'session', 'membership', 'organization', 'roles', 'assignments'));
    `);
  }
}
