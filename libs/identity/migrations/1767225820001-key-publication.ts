import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A service publishes its own key and no other's: the owner follows from the login, `session_user`, which no SET ROLE
 * changes. The login that owns everything is the one of all services.
 */
export class KeyPublication1767225820001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION published.publish_key(new_kid text, new_owner text, new_jwk json, until timestamptz)
      RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
      AS $body$
      DECLARE
        service text := CASE WHEN new_owner = 'auth' THEN 'auth' ELSE substr(new_owner, 9) END;
        login oid := to_regrole(format('%I', 'opsledger_' || service || '_login'));
      BEGIN
        IF NOT pg_has_role(session_user, 'opsledger_migrator', 'MEMBER')
           AND (login IS NULL OR NOT pg_has_role(session_user, login, 'MEMBER')) THEN
          RAISE EXCEPTION 'the login % does not publish keys of %', session_user, new_owner
            USING ERRCODE = 'insufficient_privilege';
        END IF;
        INSERT INTO published.signing_key AS known (kid, owner, public_jwk, expires_at)
        VALUES (new_kid, new_owner, new_jwk, least(until, now() + interval '25 hours'))
        ON CONFLICT (kid) DO UPDATE SET expires_at = greatest(known.expires_at, excluded.expires_at)
          WHERE known.owner = excluded.owner;
      END
      $body$;
      REVOKE ALL ON FUNCTION published.publish_key FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION published.publish_key TO opsledger_published;
      GRANT CREATE ON SCHEMA published TO opsledger_auth`);
    // The migrator hands it over to the role that writes there.
    await runner.query(`
      ALTER FUNCTION published.publish_key OWNER TO opsledger_auth;
      REVOKE CREATE ON SCHEMA published FROM opsledger_auth`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION published.publish_key');
  }
}
