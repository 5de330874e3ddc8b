import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Client secrets of identity providers, and sign-ins with them that are under way. */
export class IdentityProviders1767225892700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE auth.provider_secret (
        id              uuid        PRIMARY KEY,
        organization_id uuid        NOT NULL,
        sealed          bytea       NOT NULL,
        created_at      timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX provider_secret_organization ON auth.provider_secret (organization_id);
      COMMENT ON TABLE auth.provider_secret IS 'In force is the row that the organisation''s stream names';
      COMMENT ON COLUMN auth.provider_secret.sealed IS 'AES-256-GCM under a platform key';

      CREATE TABLE auth.provider_flow (
        state_hash        bytea       PRIMARY KEY,
        browser_hash      bytea       NOT NULL,
        organization_id   uuid        NOT NULL,
        provider_revision bigint      NOT NULL,
        purpose           text        COLLATE "C" NOT NULL CHECK (purpose IN ('sign-in', 'link', 'invitation')),
        account_id        uuid,
        membership_id     uuid,
        session_id        uuid,
        invitation_id     uuid,
        expires_at        timestamptz NOT NULL
      );
      CREATE INDEX provider_flow_expires ON auth.provider_flow (expires_at);
      COMMENT ON TABLE auth.provider_flow IS 'Sign-ins that a provider has not answered; each is taken once';
      COMMENT ON COLUMN auth.provider_flow.state_hash IS 'SHA-256 of 256 random bits';
      COMMENT ON COLUMN auth.provider_flow.browser_hash IS 'SHA-256 of the cookie of the browser that began it';

      CREATE TABLE auth.provider_code (
        code_hash       bytea       PRIMARY KEY,
        browser_hash    bytea       NOT NULL,
        organization_id uuid        NOT NULL,
        membership_id   uuid        NOT NULL,
        account_id      uuid        NOT NULL,
        factors         text[]      COLLATE "C" NOT NULL,
        expires_at      timestamptz NOT NULL
      );
      CREATE INDEX provider_code_expires ON auth.provider_code (expires_at);
      COMMENT ON TABLE auth.provider_code IS 'Sign-ins that a provider has confirmed; each is good for one session';

      CREATE INDEX session_of_provider ON auth.session (organization_id) WHERE method = 'provider' AND ended_at IS NULL;

      GRANT SELECT, INSERT, UPDATE, DELETE
         ON auth.provider_secret, auth.provider_flow, auth.provider_code TO opsledger_auth`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX auth.session_of_provider;
      DROP TABLE auth.provider_code, auth.provider_flow, auth.provider_secret`);
  }
}
