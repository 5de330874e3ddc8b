import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The requests that an organisation has in a minute, as gateways read them with every request. */
export class OrganizationQuotas1767225892400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE published.organization_quota (
        organization_id     text    COLLATE "C" PRIMARY KEY,
        version             bigint  NOT NULL,
        requests_per_minute integer NOT NULL CHECK (requests_per_minute > 0),
        is_override         boolean NOT NULL
      );
      COMMENT ON COLUMN published.organization_quota.version IS 'Revision of the organisation''s stream';
      COMMENT ON COLUMN published.organization_quota.is_override IS 'Set for this organisation; else the tier''s default';
      GRANT SELECT, INSERT, UPDATE, DELETE ON published.organization_quota TO opsledger_auth;
      GRANT SELECT ON published.organization_quota TO opsledger_published;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE published.organization_quota');
  }
}
