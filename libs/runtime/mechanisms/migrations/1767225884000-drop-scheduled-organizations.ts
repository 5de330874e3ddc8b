import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ScheduledOrganizations1767225860000 } from './1767225860000-scheduled-organizations';

/** Jobs read the organisations from the directory of their service. */
export class DropScheduledOrganizations1767225884000 implements MigrationInterface {
  readonly name = 'DropScheduledOrganizations1767225884000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE engine.scheduled_organization, engine.scheduled_organization_checkpoint');
  }

  /** Creates the tables again, empty: the release before fills them from the start of the log. */
  async down(runner: QueryRunner): Promise<void> {
    await new ScheduledOrganizations1767225860000().up(runner);
  }
}
