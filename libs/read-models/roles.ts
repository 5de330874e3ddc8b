import type { ClientBase } from 'pg';

/**
 * What each connection may do. The login of `DATABASE_URL` has no rights of its own: it is a member of these roles, and
 * every pool takes one of them on when it connects.
 */
export const ROLES = {
  /** Owns every object. Used by migrations and by the engine when it makes, switches or drops tables. */
  migrator: 'opsledger_migrator',
  /** Inserts into and selects from the log. */
  log: 'opsledger_log',
  /** Writes read models, of all tenants. */
  projector: 'opsledger_projector',
  /** Reads the rows of one tenant at a time. */
  reader: 'opsledger_reader',
  /** Reads across tenants, for the few queries of the platform's own people. */
  platform: 'opsledger_platform',
  /** The secret tables of auth. */
  auth: 'opsledger_auth',
  /** Keys of personal data, salts of reservations. */
  keys: 'opsledger_keys',
} as const;

export type Role = (typeof ROLES)[keyof typeof ROLES];

/** Owns the text search functions, and no pool takes it on. It sees all rows; its functions add the tenant. */
export const SEARCH_ROLE = 'opsledger_search';

/** Where the engine's own tables and the list of migrations are. */
export const ENGINE_SCHEMA = 'engine';

const ATTEMPTS = 20;

/** Roles are shared by all databases of a server, so no lock of one database keeps two of these apart. */
const ENSURE_ROLES = `
DO $$
DECLARE
  wanted text;
  grouped boolean := current_setting('server_version_num')::int >= 160000;
BEGIN
  FOREACH wanted IN ARRAY ARRAY[
    'opsledger_migrator', 'opsledger_log', 'opsledger_projector', 'opsledger_reader', 'opsledger_platform',
    'opsledger_auth', 'opsledger_keys', 'opsledger_search'
  ] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
    END IF;
    IF wanted <> 'opsledger_search'
       AND NOT pg_has_role(current_user, wanted, CASE WHEN grouped THEN 'SET' ELSE 'MEMBER' END) THEN
      EXECUTE format('GRANT %I TO CURRENT_USER', wanted) ||
              CASE WHEN grouped THEN ' WITH INHERIT FALSE, SET TRUE' ELSE '' END;
    END IF;
  END LOOP;
  -- The migrator makes the search functions and hands them over.
  IF NOT pg_has_role('opsledger_migrator', 'opsledger_search', 'USAGE') THEN
    EXECUTE 'GRANT opsledger_search TO opsledger_migrator' ||
            CASE WHEN grouped THEN ' WITH INHERIT TRUE, SET TRUE' ELSE '' END;
  END IF;
END
$$`;

const ENSURE_DATABASE_RIGHTS = `
DO $$ BEGIN
  EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO opsledger_migrator', current_database());
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO opsledger_projector', current_database());
END $$;
CREATE SCHEMA IF NOT EXISTS engine AUTHORIZATION opsledger_migrator;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;
`;

/**
 * Makes the roles where they are missing, and gives them the database. Runs before every migration rather than as one:
 * roles belong to the server, so a database's list of migrations cannot know whether they exist. The connection is the
 * login's own; it needs CREATEROLE the first time, and to own the database.
 */
export async function ensureRoles(client: ClientBase): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(ENSURE_ROLES);
      break;
    } catch (error) {
      if (attempt === ATTEMPTS || !isRace(error)) throw error;
    }
  }
  await client.query(ENSURE_DATABASE_RIGHTS);
}

/** Another database's migration made the same role at the same moment. */
function isRace(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === '42710' || code === '23505' || (code === 'XX000' && /tuple concurrently/.test(message ?? ''));
}
