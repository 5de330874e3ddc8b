import { type ClientBase, escapeIdentifier } from 'pg';
import {
  CHECKSUM_ROLE,
  ENGINE_ROLE,
  PUBLISHED_ROLE,
  READING_ROLE_KINDS,
  ROLES,
  type Role,
  SEARCH_ROLE,
  SERVICE_ROLE_KINDS,
  rolesOf,
  serviceRole,
} from './roles';

/** A service in the database: its schema has its name, unless it has no tables. */
export interface ServiceOfDatabase {
  readonly name: string;
  /** The role of tables that are no read models, when the service has some. */
  readonly secretsRole?: Role | undefined;
  /** It reads the log and stores uploads. It appends nothing, and has no tables and no keys of personal data. */
  readonly readsOnly?: true | undefined;
}

interface Membership {
  readonly role: string;
  readonly of: string;
  /** The member has the other's rights at all times; otherwise a session sets the role with SET ROLE. */
  readonly inherits: boolean;
}

const ATTEMPTS = 40;

/** A service's name is part of its roles' names, which Postgres cuts off at 63 bytes. */
const SERVICE_NAME = /^[a-z][a-z0-9_-]{0,40}$/;

const ENSURE_DATABASE_RIGHTS = `
DO $$ BEGIN
  EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO opsledger_migrator', current_database());
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO opsledger_projector, opsledger_engine', current_database());
END $$;
CREATE SCHEMA IF NOT EXISTS engine AUTHORIZATION opsledger_migrator;
CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;
`;

/**
 * Creates missing roles, and grants them the database. Runs before every migration rather than as one: roles belong to
 * the server, so a database's list of migrations cannot know whether they exist. The connection is the login's own; it
 * needs CREATEROLE the first time, and to own the database.
 */
export async function ensureRoles(client: ClientBase, services: readonly ServiceOfDatabase[] = []): Promise<void> {
  const unfit = services.find(({ name }) => !SERVICE_NAME.test(name));
  if (unfit) throw new TypeError(`a service cannot be named ${unfit.name}: its database roles are named after it`);
  await despiteRaces(() => makeRoles(client, services));
  await client.query(ENSURE_DATABASE_RIGHTS);
  const schemas = services.filter(hasTables).map(({ name }) => {
    const owner = escapeIdentifier(serviceRole(name, 'owner'));
    return `CREATE SCHEMA IF NOT EXISTS ${escapeIdentifier(name)} AUTHORIZATION ${owner}`;
  });
  if (schemas.length > 0) {
    await client.query(`SET ROLE ${ROLES.migrator}; ${schemas.join('; ')}; RESET ROLE`);
  }
}

async function makeRoles(client: ClientBase, services: readonly ServiceOfDatabase[]): Promise<void> {
  const ofServices = services.flatMap((service) =>
    (hasTables(service) ? SERVICE_ROLE_KINDS : READING_ROLE_KINDS).map((kind) => serviceRole(service.name, kind)),
  );
  const wanted = [...Object.values(ROLES), ...ofServices, SEARCH_ROLE, CHECKSUM_ROLE, ENGINE_ROLE, PUBLISHED_ROLE];
  const pooled = [...Object.values(ROLES), ...ofServices.filter((role) => !role.endsWith('_login'))];
  const { rows: missing } = await client.query<{ role: string }>(
    `SELECT role FROM unnest($1::text[]) AS role WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role)`,
    [wanted],
  );
  for (const { role } of missing) {
    const login = role.endsWith('_login') ? ' NOINHERIT' : '';
    await client.query(`CREATE ROLE ${escapeIdentifier(role)} NOLOGIN${login}`);
  }
  const ofRoles = memberships(services);
  await grantMissing(client, [...pooled.map((of) => ({ role: '', of, inherits: false })), ...ofRoles]);
  const narrow = services.filter((service) => !hasTables(service)).map(({ name }) => serviceRole(name, 'login'));
  await revokeOthers(client, narrow, ofRoles);
}

function hasTables({ readsOnly }: ServiceOfDatabase): boolean {
  return !readsOnly;
}

/** Takes back what an earlier release granted to these logins. What somebody else granted stays; `doctor` names it. */
async function revokeOthers(
  client: ClientBase,
  logins: readonly string[],
  wanted: readonly Membership[],
): Promise<void> {
  const { rows } = await client.query<{ login: string; role: string }>(
    `SELECT l.rolname AS login, r.rolname AS role
       FROM pg_auth_members m JOIN pg_roles l ON l.oid = m.member JOIN pg_roles r ON r.oid = m.roleid
      WHERE l.rolname = ANY ($1) AND r.rolname LIKE 'opsledger\\_%' AND pg_get_userbyid(m.grantor) = current_user`,
    [logins],
  );
  for (const { login, role } of rows) {
    if (wanted.some((each) => each.role === login && each.of === role)) continue;
    await client.query(`REVOKE ${escapeIdentifier(role)} FROM ${escapeIdentifier(login)}`);
  }
}

/** `role` is empty for the login that migrates. */
async function grantMissing(client: ClientBase, wanted: readonly Membership[]): Promise<void> {
  const { rows } = await client.query<Membership & { grouped: boolean }>(
    `WITH server AS (SELECT current_setting('server_version_num')::int >= 160000 AS grouped)
     SELECT role, of, inherits, grouped
       FROM server, unnest($1::text[], $2::text[], $3::boolean[]) AS wanted (role, of, inherits)
      WHERE NOT pg_has_role(coalesce(nullif(role, ''), current_user)::name, of::name,
                            CASE WHEN inherits THEN 'USAGE' WHEN grouped THEN 'SET' ELSE 'MEMBER' END)`,
    [wanted.map(({ role }) => role), wanted.map(({ of }) => of), wanted.map(({ inherits }) => inherits)],
  );
  for (const { role, of, inherits, grouped } of rows) {
    const to = role === '' ? 'CURRENT_USER' : escapeIdentifier(role);
    const how = grouped ? ` WITH INHERIT ${inherits ? 'TRUE' : 'FALSE'}, SET TRUE` : '';
    await client.query(`GRANT ${escapeIdentifier(of)} TO ${to}${how}`);
  }
}

/**
 * The members of each role: a service's login may set its service's roles, the log's and the keyring's. Without tables
 * it may set those that read, and that of uploads.
 */
function memberships(services: readonly ServiceOfDatabase[]): Membership[] {
  const has = (role: string, of: string): Membership => ({ role, of, inherits: true });
  const takesOn = (role: string, of: string): Membership => ({ role, of, inherits: false });
  return [
    // The migrator creates functions and hands them over.
    has(ROLES.migrator, SEARCH_ROLE),
    has(ROLES.migrator, CHECKSUM_ROLE),
    has(ROLES.migrator, ROLES.keys),
    has(ROLES.migrator, ROLES.auth),
    has(ROLES.projector, ENGINE_ROLE),
    ...[ROLES.reader, ROLES.account, ROLES.platform].map((role) => has(role, PUBLISHED_ROLE)),
    ...services.flatMap((service) => {
      const { name, secretsRole } = service;
      const { owner, projector, reader, account, platform } = rolesOf(name);
      const login = serviceRole(name, 'login');
      const readers = [reader, account, platform];
      const reading = readers.map((role) => has(role, PUBLISHED_ROLE));
      if (!hasTables(service)) {
        return [...reading, ...[...readers, ROLES.logReader, ROLES.uploads].map((role) => takesOn(login, role))];
      }
      const pools = [owner, projector, ...readers, ROLES.log, ROLES.keyring];
      return [
        // It acts for every owner.
        has(ROLES.migrator, owner),
        ...[owner, projector].map((role) => has(role, ENGINE_ROLE)),
        ...reading,
        ...[...pools, ...(secretsRole === undefined ? [] : [secretsRole])].map((role) => takesOn(login, role)),
      ];
    }),
  ];
}

/** Roles are shared by all databases of a server, so no lock of one database keeps two migrations apart. */
export async function despiteRaces(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !isRace(error)) throw error;
    }
  }
}

/** Another database's migration made or changed the same role at the same moment. */
function isRace(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === '42710' || code === '23505' || (code === 'XX000' && /tuple concurrently/.test(message ?? ''));
}
