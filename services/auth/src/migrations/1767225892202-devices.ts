import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Failures of a browser that signed in before have a counter of their own, found by its address too. */
export class Devices1767225892202 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE auth.sign_in_failure
        DROP CONSTRAINT sign_in_failure_what_check,
        ADD CONSTRAINT sign_in_failure_what_check CHECK (what IN ('account', 'address', 'device')),
        ADD COLUMN account bytea;
      COMMENT ON COLUMN auth.sign_in_failure.account IS 'Of a device: the hash of the account''s counter';
      CREATE INDEX sign_in_failure_account ON auth.sign_in_failure (account) WHERE account IS NOT NULL;

      ALTER TABLE auth.session ADD COLUMN fingerprint bytea;
      COMMENT ON COLUMN auth.session.fingerprint IS
        'HMAC of user agent and network under the key of its person: whether a device is new'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE auth.session DROP COLUMN fingerprint;
      DELETE FROM auth.sign_in_failure WHERE what = 'device';
      ALTER TABLE auth.sign_in_failure
        DROP COLUMN account,
        DROP CONSTRAINT sign_in_failure_what_check,
        ADD CONSTRAINT sign_in_failure_what_check CHECK (what IN ('account', 'address'))`);
  }
}
