import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The times without access of users who are employees: from the end of a last day on. Read with every request. */
export class MembershipGaps1767225897300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE published.membership_gap (
        membership_id        text           COLLATE "C" NOT NULL,
        employee_id          text           COLLATE "C" NOT NULL,
        organization_id      text           COLLATE "C" NOT NULL,
        employee_version     bigint         NOT NULL,
        organization_version bigint         NOT NULL,
        gaps                 tstzmultirange NOT NULL,
        next_end             timestamptz,
        PRIMARY KEY (membership_id, employee_id)
      );
      CREATE INDEX membership_gap_due ON published.membership_gap (next_end) WHERE next_end IS NOT NULL;
      CREATE INDEX membership_gap_organization ON published.membership_gap (organization_id);
      COMMENT ON COLUMN published.membership_gap.employee_version IS 'Revision of the employee''s stream';
      COMMENT ON COLUMN published.membership_gap.organization_version IS 'Revision of the organisation''s stream, whose time zone counts';
      COMMENT ON COLUMN published.membership_gap.next_end IS 'The first end of access that is not recorded yet';
      GRANT SELECT, INSERT, UPDATE, DELETE ON published.membership_gap TO opsledger_auth;
      GRANT SELECT ON published.membership_gap TO opsledger_published;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE published.membership_gap');
  }
}
