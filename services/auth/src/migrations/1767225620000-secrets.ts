import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Secrets that never enter the log: password hashes, refresh tokens, failed attempts. */
export class AuthSecrets1767225620000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA IF NOT EXISTS auth;
      GRANT USAGE ON SCHEMA auth TO opsledger_auth;

      CREATE TABLE auth.password (
        id         uuid        PRIMARY KEY,
        hash       text        NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON TABLE auth.password IS 'In force is the row that the account''s stream names; others are swept';

      CREATE TABLE auth.session (
        id              uuid        PRIMARY KEY,
        account_id      uuid        NOT NULL,
        organization_id uuid,
        created_at      timestamptz NOT NULL DEFAULT now(),
        ended_at        timestamptz
      );
      CREATE INDEX session_account ON auth.session (account_id, created_at DESC);

      CREATE TABLE auth.refresh_token (
        hash       bytea       PRIMARY KEY,
        session_id uuid        NOT NULL REFERENCES auth.session ON DELETE CASCADE,
        parent     bytea,
        spent_at   timestamptz,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX refresh_token_session ON auth.refresh_token (session_id);
      COMMENT ON COLUMN auth.refresh_token.hash IS 'SHA-256 of a token of 256 random bits';

      CREATE TABLE auth.sign_in_failure (
        what         text        COLLATE "C" NOT NULL CHECK (what IN ('account', 'address')),
        hash         bytea       NOT NULL,
        failures     integer     NOT NULL,
        window_began timestamptz NOT NULL,
        PRIMARY KEY (what, hash)
      );
      COMMENT ON COLUMN auth.sign_in_failure.hash IS 'HMAC of what was typed, or of where it came from';

      CREATE TABLE auth.secret (
        name  text  COLLATE "C" PRIMARY KEY,
        value bytea NOT NULL
      );

      GRANT SELECT, INSERT, UPDATE, DELETE
         ON auth.password, auth.session, auth.refresh_token, auth.sign_in_failure, auth.secret
         TO opsledger_auth;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE auth.password, auth.refresh_token, auth.session, auth.sign_in_failure, auth.secret`);
  }
}
