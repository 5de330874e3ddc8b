import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Roles and assignments of organisations, as every process reads them. `custom_roles`: an organisation's roles, whole,
 * as of a revision of its members' stream. `assignment`: the things assigned to members; `assignment_source` has the
 * revision of the stream that they were last written from, which is a domain's or, for services and products, the
 * members'.
 */
export class RolesAndAssignments1767225891400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE published.custom_roles (
        organization_id uuid   PRIMARY KEY,
        version         bigint NOT NULL,
        roles           jsonb  NOT NULL
      );
      COMMENT ON COLUMN published.custom_roles.roles IS 'Name of a role: its permissions';

      CREATE TABLE published.assignment_source (
        organization_id uuid   NOT NULL,
        source_id       uuid   NOT NULL,
        version         bigint NOT NULL,
        PRIMARY KEY (organization_id, source_id)
      );

      CREATE TABLE published.assignment (
        organization_id uuid NOT NULL,
        membership_id   uuid NOT NULL,
        kind            text COLLATE "C" NOT NULL CHECK (kind IN ('domain', 'service', 'product')),
        thing_id        uuid NOT NULL,
        source_id       uuid NOT NULL,
        PRIMARY KEY (organization_id, membership_id, kind, thing_id)
      );
      CREATE INDEX ON published.assignment (organization_id, source_id);

      GRANT SELECT, INSERT, UPDATE, DELETE
        ON published.custom_roles, published.assignment_source, published.assignment TO opsledger_auth;
      GRANT SELECT ON published.custom_roles, published.assignment TO opsledger_published;

      ALTER TABLE published.access_version
        DROP CONSTRAINT access_version_kind_check,
        ADD CONSTRAINT access_version_kind_check
          CHECK (kind IN ('account', 'session', 'membership', 'organization', 'roles', 'assignments'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE published.assignment, published.assignment_source, published.custom_roles;
      DELETE FROM published.access_version WHERE kind = 'assignments';
      ALTER TABLE published.access_version
        DROP CONSTRAINT access_version_kind_check,
        ADD CONSTRAINT access_version_kind_check
          CHECK (kind IN ('account', 'session', 'membership', 'organization', 'roles'));
    `);
  }
}
