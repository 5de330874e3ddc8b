import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Refresh tokens are derived from their session's row: nothing of a token is stored. Earlier ones are void. */
export class SessionGenerations1767225891100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE auth.refresh_token;
      DELETE FROM auth.session;
      ALTER TABLE auth.session
        ADD COLUMN token_key  bytea   NOT NULL CHECK (length(token_key) = 32),
        ADD COLUMN generation integer NOT NULL DEFAULT 1 CHECK (generation > 0),
        ADD COLUMN spent_at   timestamptz;
      COMMENT ON COLUMN auth.session.token_key IS 'Half of the key of its refresh tokens; the other is a platform key';
      COMMENT ON COLUMN auth.session.generation IS 'Of the token that is not spent; older ones are';
      COMMENT ON COLUMN auth.session.spent_at IS 'When the token of the generation before was spent first'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE auth.session DROP COLUMN token_key, DROP COLUMN generation, DROP COLUMN spent_at;
      CREATE TABLE auth.refresh_token (
        hash       bytea       PRIMARY KEY,
        session_id uuid        NOT NULL REFERENCES auth.session ON DELETE CASCADE,
        parent     bytea,
        spent_at   timestamptz,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX refresh_token_session ON auth.refresh_token (session_id);
      CREATE INDEX refresh_token_expires ON auth.refresh_token (expires_at);
      CREATE INDEX refresh_token_parent ON auth.refresh_token (parent);
      GRANT SELECT, INSERT, UPDATE, DELETE ON auth.refresh_token TO opsledger_auth`);
  }
}
