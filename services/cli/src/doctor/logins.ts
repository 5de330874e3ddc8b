import type { Client } from 'pg';
import { ENGINE_ROLE, PUBLISHED_ROLE, ROLES, rolesOf, serviceRole } from '#libs/read-models';
import { type Finding, failed, ok, warning } from './finding';

/** The part of a service by which its login is checked. */
export interface ServiceOfLogin {
  readonly name: string;
  readonly secretsRole?: string | undefined;
  readonly readsOnly?: true | undefined;
}

/** A role of OpsLedger that a login can set. */
interface Takes {
  readonly login: string;
  readonly role: string;
  readonly isCurrent: boolean;
  readonly logsIn: boolean;
}

const TAKEN = `
  SELECT l.rolname AS login, r.rolname AS role, l.rolname = current_user AS "isCurrent", l.rolcanlogin AS "logsIn"
    FROM pg_roles l
    JOIN pg_roles r ON r.rolname LIKE 'opsledger\\_%' AND r.oid <> l.oid
     AND pg_has_role(l.oid, r.oid,
                     CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)
   WHERE l.rolname = current_user OR l.rolname LIKE 'opsledger\\_%\\_login'
   ORDER BY 1, 2`;

/**
 * Checks that no service's login can set a role of another service: every such login of the server, and the one in use.
 * `isShared`: the database was named in the settings and is not the embedded one.
 */
export async function loginFindings(
  client: Client,
  services: readonly ServiceOfLogin[],
  isShared: boolean,
): Promise<readonly Finding[]> {
  const { rows } = await client.query<Takes>(TAKEN);
  const current = rows.filter(({ isCurrent }) => isCurrent);
  const isOfAll = current.some(({ role }) => role === ROLES.migrator);
  const faults = services.flatMap((service) => {
    const login = serviceRole(service.name, 'login');
    // A login that the operator has made is a member of the service's role.
    const isCurrents = !isOfAll && current.some(({ role }) => role === login);
    return foreignRoles(
      rows.filter((row) => row.login === login || (isCurrents && row.isCurrent)),
      service,
    );
  });
  if (faults.length > 0) return faults;
  if (!isOfAll) return [ok('logins', 'each service has its own, and none takes on a role of another')];
  const own = new Set(rows.filter(({ logsIn, isCurrent }) => logsIn && !isCurrent).map(({ login }) => login));
  if (own.size > 0) return [ok('logins', `${own.size} services have their own; this one is for \`opsledger migrate\``)];
  const one = 'one login for all services';
  return [
    isShared
      ? warning('logins', `${one}: a compromised service reaches everything. DATABASE_LOGINS gives each its own`)
      : ok('logins', `${one}, which only this machine uses`),
  ];
}

function foreignRoles(taken: readonly Takes[], { name, secretsRole, readsOnly }: ServiceOfLogin): Finding[] {
  const { reader, account, platform, ...writing } = rolesOf(name);
  const shared = readsOnly
    ? [ROLES.logReader, ROLES.uploads]
    : [...Object.values(writing), ROLES.log, ROLES.keyring, ENGINE_ROLE];
  const login = serviceRole(name, 'login');
  const own = new Set<string | undefined>([login, reader, account, platform, ...shared, PUBLISHED_ROLE, secretsRole]);
  return [...new Set(taken.map((row) => row.login))].flatMap((each) => {
    const foreign = taken.filter((row) => row.login === each && !own.has(row.role)).map(({ role }) => role);
    return foreign.length === 0 ? [] : [failed('logins', `${each} of ${name} can take on ${foreign.join(', ')}`)];
  });
}
