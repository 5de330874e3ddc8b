import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The data that auth publishes to all services: the keys that verify tokens, and changes of access. */
export class Published1767225610000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA published;
      GRANT USAGE ON SCHEMA published TO opsledger_auth, opsledger_published;

      CREATE TABLE published.signing_key (
        kid        text        COLLATE "C" PRIMARY KEY,
        owner      text        NOT NULL CHECK (owner ~ '^(auth|service:[a-z][a-z0-9-]*)$'),
        public_jwk json        NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
      );
      COMMENT ON TABLE published.signing_key IS 'Public keys of tokens; whoever signs with one moves its expiry on';
      COMMENT ON COLUMN published.signing_key.owner IS 'auth: tokens of people; service:<name>: that service''s own';

      CREATE TABLE published.access_version (
        kind       text        COLLATE "C" NOT NULL CHECK (kind IN ('account', 'session', 'membership', 'organization')),
        id         text        COLLATE "C" NOT NULL,
        version    bigint      NOT NULL,
        ended      boolean     NOT NULL,
        changed_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (kind, id)
      );
      COMMENT ON TABLE published.access_version IS 'Tokens issued at an older version are refused; no row: nothing changed';

      GRANT SELECT, INSERT, UPDATE, DELETE ON published.signing_key, published.access_version TO opsledger_auth;
      GRANT SELECT ON published.signing_key, published.access_version TO opsledger_published;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA published CASCADE');
  }
}
