import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ScheduledOrganizations1767225860000 implements MigrationInterface {
  readonly name = 'ScheduledOrganizations1767225860000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE engine.scheduled_organization (
        id uuid PRIMARY KEY,
        time_zone text NOT NULL,
        active boolean NOT NULL
      );
      COMMENT ON TABLE engine.scheduled_organization IS 'Organisations for which jobs are carried out';
      GRANT SELECT, INSERT, UPDATE ON engine.scheduled_organization TO opsledger_engine;

      CREATE TABLE engine.scheduled_organization_checkpoint (
        is_one boolean PRIMARY KEY DEFAULT true CHECK (is_one),
        position text COLLATE "C" NOT NULL
      );
      INSERT INTO engine.scheduled_organization_checkpoint (position) VALUES ('0000-0000000000000000000');
      GRANT SELECT, UPDATE ON engine.scheduled_organization_checkpoint TO opsledger_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE engine.scheduled_organization, engine.scheduled_organization_checkpoint');
  }
}
