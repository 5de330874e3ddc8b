import { LRUCache } from 'lru-cache';
import { DomainError } from '#contracts/errors';
import { isOrganizationPermission } from '#contracts/permissions';
import { ORGANIZATION_ROLES, PLATFORM_ROLES } from '#contracts/roles';
import type { AssignedScope } from '#contracts/declare/scope';
import type { AccessData, ResolvedAccess } from './access';
import { builtInAccess, within } from './caller';
import type { VerifiedToken } from './token-verifier';

/** The permissions of this release in an organisation's role, by role. */
export type CustomRoles = ReadonlyMap<string, readonly string[]>;

/** The assignments of one member of an organisation. */
export type Assignments = Readonly<Partial<Record<AssignedScope, readonly string[]>>>;

/**
 * Roles and assignments that are data. A change is written first, and then its version is published, under the kinds
 * `roles` and `assignments`.
 */
export interface RoleSource {
  rolesOf(organizationId: string): Promise<CustomRoles>;
  assignmentsOf(organizationId: string, membershipId: string): Promise<Assignments>;
}

/** No organisation has roles of its own or assigns anything. */
export const BUILT_IN_ROLES: RoleSource = {
  rolesOf: () => Promise.resolve(new Map()),
  assignmentsOf: () => Promise.resolve({}),
};

const NOTHING_ASSIGNED: Assignments = {};
const REMEMBERED = 10_000;
const BUILT_IN: ReadonlySet<string> = new Set([...ORGANIZATION_ROLES, ...PLATFORM_ROLES]);

/** Whether a token names a role that is data, whose permissions can change while the token lives. */
export function holdsCustomRole({ roles }: Pick<VerifiedToken, 'roles'>): boolean {
  return roles.some((role) => !BUILT_IN.has(role));
}

/**
 * Resolves the permissions of a verified token's bearer. Roles and assignments are read anew when their published
 * version changes: a change counts at the next request.
 */
export class RolesInForce {
  private readonly roles = new LRUCache<string, Promise<CustomRoles>>({ max: REMEMBERED });
  private readonly assignments = new LRUCache<string, Promise<Assignments>>({ max: REMEMBERED });
  private readonly resolved = new WeakMap<VerifiedToken, AccessData & { readonly token: VerifiedToken }>();

  constructor(private readonly source: RoleSource = BUILT_IN_ROLES) {}

  /**
   * The token with its access, by the published versions of roles and assignments.
   * @throws DomainError `SERVICE_UNAVAILABLE` when it cannot be known
   */
  async resolve(token: VerifiedToken, versions: AccessData): Promise<VerifiedToken> {
    if (token.type === 'service' || token.organizationId === undefined) return token;
    if (versions.needsSecondFactor) {
      const { needsSecondFactor, ...others } = versions;
      return { ...(await this.resolve(token, others)), needsSecondFactor };
    }
    const known = this.resolved.get(token);
    if (known && isSame(known, versions)) return known.token;
    const held = await this.accessOf(token, token.organizationId, versions);
    const access = token.scopes ? within(held, token.scopes) : held;
    const { quota } = versions;
    const resolved = { ...token, access, ...(quota && { quota }) };
    this.resolved.set(token, { ...versions, token: resolved });
    return resolved;
  }

  private async accessOf(
    token: VerifiedToken,
    organizationId: string,
    { roles: version, assignments }: AccessData,
  ): Promise<ResolvedAccess> {
    const { sub, membershipId = sub } = token;
    const builtIn = builtInAccess([...token.roles, ...token.platformRoles]);
    const custom = version !== undefined && holdsCustomRole(token);
    const [roles, assigned] = await Promise.all([
      custom
        ? remembered(this.roles, `${organizationId} ${version}`, () => this.source.rolesOf(organizationId))
        : undefined,
      assignments === undefined
        ? NOTHING_ASSIGNED
        : remembered(this.assignments, `${organizationId} ${membershipId} ${assignments}`, () =>
            this.source.assignmentsOf(organizationId, membershipId),
          ),
    ]);
    const added = token.roles.filter((role) => !BUILT_IN.has(role)).flatMap((role) => roles?.get(role) ?? []);
    const permissions = new Set([...builtIn.permissions, ...added.filter(isOrganizationPermission)]);
    const scopes = Object.entries(assigned).map(([by, values]) => [by, new Set(values)] as const);
    return { permissions, scopes: { ...Object.fromEntries(scopes), all: builtIn.scopes.all } };
  }
}

function isSame(one: AccessData, other: AccessData): boolean {
  return (
    one.roles === other.roles &&
    one.assignments === other.assignments &&
    one.quota?.requestsPerMinute === other.quota?.requestsPerMinute &&
    one.quota?.isOverride === other.quota?.isOverride
  );
}

/** Concurrent requests share one read; a failed read is not cached. */
async function remembered<Value>(
  cache: LRUCache<string, Promise<Value>>,
  key: string,
  read: () => Promise<Value>,
): Promise<Value> {
  let value = cache.get(key);
  if (!value) {
    value = read();
    cache.set(key, value);
    value.catch(() => cache.delete(key));
  }
  try {
    return await value;
  } catch (error) {
    const unavailable = new DomainError('SERVICE_UNAVAILABLE');
    unavailable.cause = error;
    throw unavailable;
  }
}
