import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every service encrypts and decrypts personal data, so it finds and makes keys. It does so by their names and through
 * these functions: only the owner of the keys lists the tables, changes a key or destroys one.
 */
export class Keyring1767225820000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'GRANT USAGE ON SCHEMA privacy TO opsledger_keyring; GRANT CREATE ON SCHEMA privacy TO opsledger_keys',
    );
    for (const { signature, returns, body, volatility } of FUNCTIONS) {
      const name = `privacy.${signature.slice(0, signature.indexOf('('))}`;
      await runner.query(`
        CREATE FUNCTION privacy.${signature} RETURNS ${returns}
        LANGUAGE sql ${volatility} SECURITY DEFINER SET search_path = pg_catalog, pg_temp
        AS $body$ ${body} $body$;
        REVOKE ALL ON FUNCTION ${name} FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION ${name} TO opsledger_keyring;
        ALTER FUNCTION ${name} OWNER TO opsledger_keys`);
    }
    await runner.query('REVOKE CREATE ON SCHEMA privacy FROM opsledger_keys');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { signature } of FUNCTIONS) {
      await runner.query(`DROP FUNCTION privacy.${signature.slice(0, signature.indexOf('('))}`);
    }
    await runner.query('REVOKE USAGE ON SCHEMA privacy FROM opsledger_keyring');
  }
}

const KEY = 'TABLE (id uuid, tenant_id uuid, subject text, wrapped_key bytea, master_key_id text)';
const WRAPPED = 'TABLE (wrapped_key bytea, master_key_id text)';

const FUNCTIONS = [
  {
    signature: 'keys_by_id(ids uuid[])',
    returns: KEY,
    volatility: 'STABLE',
    body: `SELECT id, tenant_id, subject, wrapped_key, master_key_id
             FROM privacy.subject_key WHERE id = ANY (ids)`,
  },
  {
    signature: 'current_keys(tenants uuid[], subjects text[])',
    returns: KEY,
    volatility: 'STABLE',
    body: `SELECT DISTINCT ON (k.tenant_id, k.subject) k.id, k.tenant_id, k.subject, k.wrapped_key, k.master_key_id
             FROM unnest(tenants, subjects) AS wanted (tenant_id, subject)
             JOIN privacy.subject_key AS k USING (tenant_id, subject)
            ORDER BY k.tenant_id, k.subject, k.generation DESC`,
  },
  {
    signature: 'add_keys(ids uuid[], tenants uuid[], subjects text[], wrapped bytea[], masters text[])',
    returns: 'void',
    volatility: 'VOLATILE',
    body: `INSERT INTO privacy.subject_key (id, tenant_id, subject, generation, wrapped_key, master_key_id)
           SELECT id, tenant_id, subject, 1, wrapped_key, master_key_id
             FROM unnest(ids, tenants, subjects, wrapped, masters)
                  AS made (id, tenant_id, subject, wrapped_key, master_key_id)
               ON CONFLICT (tenant_id, subject, generation) DO NOTHING`,
  },
  {
    signature: 'platform_key(wanted text)',
    returns: WRAPPED,
    volatility: 'STABLE',
    body: 'SELECT wrapped_key, master_key_id FROM privacy.platform_key WHERE name = wanted',
  },
  {
    signature: 'add_platform_key(made text, wrapped bytea, master text)',
    returns: 'void',
    volatility: 'VOLATILE',
    body: `INSERT INTO privacy.platform_key (name, wrapped_key, master_key_id) VALUES (made, wrapped, master)
               ON CONFLICT (name) DO NOTHING`,
  },
  {
    signature: 'reserved_value(wanted bytea)',
    returns: WRAPPED,
    volatility: 'STABLE',
    body: 'SELECT wrapped_key, master_key_id FROM privacy.reserved_value WHERE lookup = wanted',
  },
  {
    signature: 'add_reserved_value(made bytea, wrapped bytea, master text)',
    returns: 'void',
    volatility: 'VOLATILE',
    body: `INSERT INTO privacy.reserved_value (lookup, wrapped_key, master_key_id) VALUES (made, wrapped, master)
               ON CONFLICT (lookup) DO NOTHING`,
  },
  {
    // Requires the present key: a service releases only values that it has reserved itself.
    signature: 'remove_reserved_value(gone bytea, wrapped bytea)',
    returns: 'void',
    volatility: 'VOLATILE',
    body: 'DELETE FROM privacy.reserved_value WHERE lookup = gone AND wrapped_key = wrapped',
  },
] as const;
