import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { MembershipAssignmentsSet } from '#contracts/auth/membership-events';
import type { SetAssignments } from '#contracts/auth/set-assignments';
import type { Given } from '#libs/event-sourcing';
import { presentMember, type Members, type MembershipEvent } from './members';
import { refuseHolderOfMore, refuseOwnRoles, refuseThingsBeyond } from './roles';

export function setAssignments(command: SetAssignments, state: Members, given: Given): MembershipEvent[] {
  const { userId: membershipId } = command;
  const member = presentMember(state, membershipId);
  if (!member) throw new DomainError('NOT_FOUND', 'There is no such user');
  refuseOwnRoles(given, membershipId);
  refuseHolderOfMore(given, state, member.roles);
  const [services, products] = [inOrder(command.services), inOrder(command.products)];
  refuseThingsBeyond(given, state, { by: 'service', former: member.services, things: services });
  refuseThingsBeyond(given, state, { by: 'product', former: member.products, things: products });
  if (isSame(services, member.services) && isSame(products, member.products)) return [];
  return [event(MembershipAssignmentsSet, { membershipId, organizationId: given.tenantId, services, products })];
}

function inOrder(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].toSorted();
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}
