import { DomainError } from '#contracts/errors';
import { permissionsOf } from '#contracts/permissions';
import type { OrganizationRole } from '#contracts/roles';
import type { Given } from '#libs/event-sourcing';

/** Nobody grants a role with a permission that they do not have. */
export function refuseRolesBeyond(given: Pick<Given, 'actor'>, roles: readonly OrganizationRole[]): void {
  const beyond = roles.find((role) => [...permissionsOf([role])].some((permission) => !given.actor.may(permission)));
  if (beyond) throw new DomainError('FORBIDDEN', `You cannot grant ${beyond}: it holds permissions that you do not`);
}

/** Nobody takes a membership away from a person who holds a permission that they do not have. */
export function refuseHolderOfMore(given: Pick<Given, 'actor'>, roles: readonly OrganizationRole[]): void {
  const isBeyond = [...permissionsOf(roles)].some((permission) => !given.actor.may(permission));
  if (isBeyond) throw new DomainError('FORBIDDEN', 'This user holds permissions that you do not');
}
