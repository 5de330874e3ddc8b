import type { MigrationInterface, QueryRunner } from 'typeorm';

/** API keys, each a session of a member. */
export class ApiKeys1767225892300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE auth.api_key (
        id                    uuid        PRIMARY KEY,
        organization_id       uuid        NOT NULL,
        membership_id         uuid        NOT NULL,
        name                  text        NOT NULL,
        scopes                text[]      NOT NULL,
        digest                text        NOT NULL,
        members_revision      bigint      NOT NULL,
        organization_revision bigint      NOT NULL,
        created_at            timestamptz NOT NULL,
        expires_at            timestamptz NOT NULL,
        confirmed_at          timestamptz,
        used_at               timestamptz,
        ended_at              timestamptz
      );
      COMMENT ON TABLE auth.api_key IS 'API keys; in force are those that the log names';
      COMMENT ON COLUMN auth.api_key.digest IS 'SHA-256 of the key, which has 256 random bits';
      COMMENT ON COLUMN auth.api_key.members_revision IS
        'Of the members'' stream at its creation: an interruption of the membership after it ends the key';
      COMMENT ON COLUMN auth.api_key.organization_revision IS
        'Of the organisation''s stream at its creation: a suspension after it ends the key';
      COMMENT ON COLUMN auth.api_key.confirmed_at IS 'Null until its event is in the log; only then it is shown';
      COMMENT ON COLUMN auth.api_key.used_at IS 'Its last exchange for a token, to the minute';
      CREATE INDEX api_key_membership ON auth.api_key (membership_id, created_at, id) WHERE ended_at IS NULL;
      CREATE INDEX api_key_organization ON auth.api_key (organization_id) WHERE ended_at IS NULL;
      CREATE INDEX api_key_expiry ON auth.api_key (expires_at) WHERE ended_at IS NULL;
      CREATE INDEX api_key_ended ON auth.api_key (ended_at) WHERE ended_at IS NOT NULL;
      CREATE INDEX api_key_unconfirmed ON auth.api_key (created_at) WHERE confirmed_at IS NULL;
      GRANT SELECT, INSERT, UPDATE, DELETE ON auth.api_key TO opsledger_auth`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE auth.api_key');
  }
}
