import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The fault that stopped the trees. A person removes it after looking; no service can. */
export class AuditTreeFaults1767225630001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit.tree_fault (
        position text        COLLATE "C" PRIMARY KEY,
        fault    text        NOT NULL,
        found_at timestamptz NOT NULL DEFAULT now()
      );
      GRANT SELECT, INSERT ON audit.tree_fault TO opsledger_projector, opsledger_audit_projector;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit.tree_fault');
  }
}
