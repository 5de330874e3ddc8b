import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions know their membership and how they were begun; a password may belong to an organisation's membership. */
export class Memberships1767225891000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE auth.session
        ADD COLUMN membership_id uuid,
        ADD COLUMN method text COLLATE "C" NOT NULL DEFAULT 'password'
          CHECK (method IN ('password', 'organization_password', 'provider'));
      COMMENT ON COLUMN auth.session.method IS 'organization_password: bound to the organisation that set it';
      CREATE INDEX session_membership ON auth.session (membership_id) WHERE ended_at IS NULL;

      ALTER TABLE auth.password
        ADD COLUMN organization_id uuid,
        ADD COLUMN membership_id   uuid;
      COMMENT ON COLUMN auth.password.membership_id IS
        'The organisation''s membership whose stream names this row, where no account''s does'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE auth.password DROP COLUMN organization_id, DROP COLUMN membership_id;
      ALTER TABLE auth.session DROP COLUMN membership_id, DROP COLUMN method`);
  }
}
