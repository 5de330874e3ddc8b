import { DomainError, refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { MembershipRolesSet } from '#contracts/auth/membership-events';
import type { SetRoles } from '#contracts/auth/set-roles';
import type { Given } from '#libs/event-sourcing';
import { isLastAdmin, presentMember, type Members, type MembershipEvent } from './members';
import { namedRoles, refuseHolderOfMore, refuseOwnRoles, refuseRolesBeyond } from './roles';

export function setRoles(command: SetRoles, state: Members, given: Given): MembershipEvent[] {
  const { userId: membershipId } = command;
  const member = presentMember(state, membershipId);
  if (!member) throw new DomainError('NOT_FOUND', 'There is no such user');
  refuseOwnRoles(given, membershipId);
  refuseHolderOfMore(given, state, member.roles);
  const roles = namedRoles(state, command.roles);
  refuseRolesBeyond(given, state, roles);
  if (!roles.includes('admin') && isLastAdmin(state, membershipId)) refuse('LAST_ADMIN');
  const wanted = new Set(roles);
  if (isSame(wanted, new Set(member.roles))) return [];
  return [event(MembershipRolesSet, { membershipId, organizationId: given.tenantId, roles: [...wanted] })];
}

function isSame<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): boolean {
  return one.size === other.size && [...one].every((each) => other.has(each));
}
