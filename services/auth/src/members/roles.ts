import { DomainError, faultAt } from '#contracts/errors';
import {
  isOrganizationPermission,
  permissionsOf,
  unscopedPermissionsOf,
  type Permission,
} from '#contracts/permissions';
import { ORGANIZATION_ROLES } from '#contracts/roles';
import type { AssignedScope } from '#contracts/declare/scope';
import { isUuid } from '#contracts/values/uuid';
import type { Given } from '#libs/event-sourcing';
import type { Members } from './members';

/** The rules about giving access to a person and taking it away, for every decision that does either. */

type Roles = Pick<Members, 'customRoles'>;
type Acting = Pick<Given, 'actor'>;

/** These are given by administrators alone, whatever they hold. */
const GIVEN_BY_ADMINS: ReadonlySet<string> = new Set(['service_admin', 'product_admin']);
const BUILT_IN: ReadonlySet<string> = new Set(ORGANIZATION_ROLES);
const SUPER_ADMIN = ['super_admin'] as const;

/** Nobody gives a role with a permission that they do not have, by what the role holds now. */
export function refuseRolesBeyond(given: Acting, state: Members, roles: readonly string[]): void {
  const beyond = roles.find(
    (role) => !holdsAll(given, state, [role]) || (GIVEN_BY_ADMINS.has(role) && !isAdmin(given, state)),
  );
  if (beyond) throw new DomainError('FORBIDDEN', `You cannot grant ${beyond}: it holds permissions that you do not`);
}

/** Nobody adds a permission to a role that they do not have themselves. */
export function refusePermissionsBeyond({ actor }: Acting, permissions: readonly string[]): void {
  const beyond = permissions.find((permission) => !actor.may(permission as Permission));
  if (beyond) throw new DomainError('FORBIDDEN', `You cannot give ${beyond}: you do not hold it`);
}

/** Nobody changes or takes away the access of a person who holds a permission that they do not have. */
export function refuseHolderOfMore(given: Acting, state: Roles, roles: readonly string[]): void {
  if (!holdsAll(given, state, roles)) throw new DomainError('FORBIDDEN', 'This user holds permissions that you do not');
}

/** Nobody changes what they may do themselves. */
export function refuseOwnRoles({ actor }: Acting, membershipId: string): void {
  if (actor.id === membershipId) throw new DomainError('FORBIDDEN', 'Nobody changes their own roles');
}

/** Nobody assigns a thing, or takes one away, that is not in their own reach: administrators reach all. */
export function refuseThingsBeyond(
  given: Acting,
  state: Members,
  { by, former, things }: { by: AssignedScope; former: readonly string[]; things: readonly string[] },
): void {
  if (isAdmin(given, state)) return;
  const reached = given.actor.scopes[by] ?? new Set<string>();
  const changed = [...former, ...things].filter((each) => !former.includes(each) || !things.includes(each));
  if (changed.some((each) => !reached.has(each))) {
    throw new DomainError('FORBIDDEN', `You cannot assign or take away a ${by} that is not assigned to you`);
  }
}

/** The names of roles that a request gives by name, or a custom one by its id; each once. */
export function namedRoles(state: Roles, references: readonly string[]): readonly string[] {
  const names = new Set([...state.customRoles.values()].map(({ name }) => name));
  const named = references.map((reference, index) => {
    if (BUILT_IN.has(reference) || names.has(reference)) return reference;
    const custom = state.customRoles.get(reference.toLowerCase());
    if (custom) return custom.name;
    throw unknownRole(reference, `/roles/${index}`);
  });
  return [...new Set(named)];
}

/** An unknown id is not found, in a body too; a name is one of a known set. */
function unknownRole(reference: string, pointer: string): DomainError {
  const [code, faultCode] = isUuid(reference)
    ? (['NOT_FOUND', 'NOT_FOUND'] as const)
    : (['VALIDATION_FAILED', 'CHOICE'] as const);
  return faultAt(code, pointer, 'is no role of this organisation', faultCode);
}

/** The permissions of the roles as they are now, by the same rule as a token's. */
export function permissionsIn({ customRoles }: Roles, roles: readonly string[]): ReadonlySet<Permission> {
  const own = [...customRoles.values()].filter(({ name }) => roles.includes(name));
  const added = own.flatMap(({ permissions }) => permissions.filter(isOrganizationPermission));
  return new Set([...permissionsOf(roles), ...added]);
}

/** A permission for every row counts as more than the same permission within a scope. */
function holdsAll({ actor }: Acting, state: Roles, roles: readonly string[]): boolean {
  if (![...permissionsIn(state, roles)].every((permission) => actor.may(permission))) return false;
  return [...unscopedPermissionsOf(roles)].every((permission) => actor.scopes.all.has(permission));
}

/** An administrator of the organisation, or of the platform: no custom role has all permissions of these. */
function isAdmin(given: Acting, state: Members): boolean {
  const member = state.get(given.actor.id);
  return (member?.status === 'active' && member.roles.includes('admin')) || holdsAll(given, state, SUPER_ADMIN);
}
