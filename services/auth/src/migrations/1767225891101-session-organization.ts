import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A suspension ends the sessions that were there, and no later one. */
export class SessionOrganization1767225891101 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE auth.session ADD COLUMN organization_version bigint;
      COMMENT ON COLUMN auth.session.organization_version IS 'Revision of the organisation''s stream at sign-in';
      CREATE INDEX session_organization ON auth.session (organization_id) WHERE ended_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX auth.session_organization;
      ALTER TABLE auth.session DROP COLUMN organization_version`);
  }
}
