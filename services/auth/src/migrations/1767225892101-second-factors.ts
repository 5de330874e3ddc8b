import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Secrets of authenticators and hashes of recovery codes. Passwords that are too short to be the only factor are known. */
export class SecondFactors1767225892101 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE auth.second_factor (
        id           uuid        PRIMARY KEY,
        account_id   uuid        NOT NULL,
        sealed       bytea       NOT NULL,
        used_step    bigint,
        created_at   timestamptz NOT NULL DEFAULT now(),
        confirmed_at timestamptz,
        checked_at   timestamptz
      );
      COMMENT ON TABLE auth.second_factor IS 'In force is the one that its account''s stream names';
      COMMENT ON COLUMN auth.second_factor.sealed IS 'The secret, encrypted under a platform key';
      COMMENT ON COLUMN auth.second_factor.used_step IS 'Of the last accepted code: earlier ones are accepted no more';
      CREATE UNIQUE INDEX second_factor_enrolled ON auth.second_factor (account_id) WHERE confirmed_at IS NULL;
      CREATE INDEX second_factor_checked ON auth.second_factor (checked_at NULLS FIRST);

      CREATE TABLE auth.recovery_code (
        factor_id uuid        NOT NULL REFERENCES auth.second_factor ON DELETE CASCADE,
        hash      bytea       NOT NULL,
        used_at   timestamptz,
        PRIMARY KEY (factor_id, hash)
      );

      ALTER TABLE auth.password ADD COLUMN needs_factor boolean NOT NULL DEFAULT false;
      COMMENT ON COLUMN auth.password.needs_factor IS 'Too short to be the only factor';

      GRANT SELECT, INSERT, UPDATE, DELETE ON auth.second_factor, auth.recovery_code TO opsledger_auth`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE auth.recovery_code, auth.second_factor;
      ALTER TABLE auth.password DROP COLUMN needs_factor`);
  }
}
