import type { Pool, PoolClient } from 'pg';
import { ASSIGNED_SCOPES, type AssignedScope } from '#contracts/declare/scope';
import { publishAccess } from './access-versions';
import type { Database } from './published-keys';
import type { Assignments, CustomRoles, RoleSource } from './roles-in-force';

export interface RolesChange {
  readonly organizationId: string;
  /** The revision of the members' stream that they are from; an older state than the published one has no effect. */
  readonly version: number;
  readonly roles: CustomRoles;
}

/**
 * Publishes the custom roles of an organisation, whole. The version follows the roles: a reader that sees it reads these
 * roles, or later ones. Connects as auth.
 */
export async function publishRoles(db: Database, { organizationId, version, roles }: RolesChange): Promise<void> {
  await db.query(
    `INSERT INTO published.custom_roles (organization_id, version, roles) VALUES ($1, $2, $3)
     ON CONFLICT (organization_id) DO UPDATE SET version = excluded.version, roles = excluded.roles
       WHERE custom_roles.version < excluded.version`,
    [organizationId, version, JSON.stringify(Object.fromEntries(roles))],
  );
  await publishAccess(db, [{ kind: 'roles', id: organizationId, version, ended: false }]);
}

export interface Assigned {
  readonly membershipId: string;
  readonly kind: AssignedScope;
  readonly thingId: string;
}

/** All assignments of one source: a domain, or the services and products of a membership. */
export interface AssignmentsChange {
  readonly organizationId: string;
  readonly sourceId: string;
  /** The revision of the source's stream; an older state than the published one has no effect. */
  readonly version: number;
  readonly assigned: readonly Assigned[];
}

/** Replaces the assignments of one source, and moves the version of each member whose assignments changed. */
export async function publishAssignments(pool: Pick<Pool, 'connect'>, change: AssignmentsChange): Promise<void> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('BEGIN');
    if (await takesSource(client, change)) await replaceAssignments(client, change);
    await client.query('COMMIT');
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    // Closing the connection rolls back, in any state.
    client.release(failure);
  }
}

/** Locks the source: later statements see what a concurrent change of it has written. */
async function takesSource(client: PoolClient, { organizationId, sourceId, version }: AssignmentsChange) {
  const { rowCount } = await client.query(
    `INSERT INTO published.assignment_source AS source (organization_id, source_id, version) VALUES ($1, $2, $3)
     ON CONFLICT (organization_id, source_id) DO UPDATE SET version = excluded.version
       WHERE source.version < excluded.version`,
    [organizationId, sourceId, version],
  );
  return rowCount === 1;
}

async function replaceAssignments(client: PoolClient, { organizationId, sourceId, assigned }: AssignmentsChange) {
  const wanted = [
    assigned.map(({ membershipId }) => membershipId),
    assigned.map(({ kind }) => kind),
    assigned.map(({ thingId }) => thingId),
  ];
  // Always in one order, so that two changes of the same members do not wait for each other.
  await client.query(
    `WITH wanted AS (
       SELECT * FROM unnest($3::uuid[], $4::text[], $5::uuid[]) AS each (membership_id, kind, thing_id)
     ), gone AS (
       DELETE FROM published.assignment AS held
        WHERE organization_id = $1 AND source_id = $2
          AND NOT EXISTS (SELECT FROM wanted
                           WHERE (wanted.membership_id, wanted.kind, wanted.thing_id)
                               = (held.membership_id, held.kind, held.thing_id))
       RETURNING membership_id
     ), added AS (
       INSERT INTO published.assignment (organization_id, membership_id, kind, thing_id, source_id)
       SELECT $1, membership_id, kind, thing_id, $2 FROM wanted
       ON CONFLICT DO NOTHING
       RETURNING membership_id
     ), moved AS (
       SELECT membership_id::text FROM gone UNION SELECT membership_id::text FROM added ORDER BY 1
     )
     INSERT INTO published.access_version (kind, id, version, ended)
     SELECT 'assignments', membership_id, 1, false FROM moved
     ON CONFLICT (kind, id) DO UPDATE SET version = access_version.version + 1, changed_at = now()`,
    [organizationId, sourceId, ...wanted],
  );
}

/** Of a membership that has ended, from every source. */
export async function endAssignments(
  db: Database,
  { organizationId, membershipId }: { readonly organizationId: string; readonly membershipId: string },
): Promise<void> {
  await db.query('DELETE FROM published.assignment WHERE organization_id = $1 AND membership_id = $2', [
    organizationId,
    membershipId,
  ]);
}

/** Roles and assignments as auth has published them. */
export class PublishedRoles implements RoleSource {
  /** `db`: a pool as `opsledger_reader` on the primary, never a replica. */
  constructor(private readonly db: Database) {}

  async rolesOf(organizationId: string): Promise<CustomRoles> {
    const { rows } = await this.db.query<{ roles: Readonly<Record<string, readonly string[]>> }>(
      'SELECT roles FROM published.custom_roles WHERE organization_id = $1',
      [organizationId],
    );
    return new Map(Object.entries(rows[0]?.roles ?? {}));
  }

  async assignmentsOf(organizationId: string, membershipId: string): Promise<Assignments> {
    const { rows } = await this.db.query<{ kind: AssignedScope; thing_id: string }>(
      'SELECT kind, thing_id FROM published.assignment WHERE organization_id = $1 AND membership_id = $2',
      [organizationId, membershipId],
    );
    return Object.fromEntries(
      ASSIGNED_SCOPES.map((scope) => [scope, rows.flatMap(({ kind, thing_id: id }) => (kind === scope ? [id] : []))]),
    );
  }
}
