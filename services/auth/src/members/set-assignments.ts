import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { MembershipAssignmentsSet } from '#contracts/auth/membership-events';
import type { SetAssignments } from '#contracts/auth/set-assignments';
import type { Given } from '#libs/event-sourcing';
import { presentMember, type Members, type MembershipEvent } from './members';
import { refuseHolderOfMore, refuseOwnRoles, refuseThingsBeyond } from './roles';

/** Those of the named services and products that are there. */
export interface Assignable {
  readonly services: ReadonlySet<string>;
  readonly products: ReadonlySet<string>;
}

/** What is assigned already may stay so after it was deleted. */
export function setAssignments(command: SetAssignments, state: Members, given: Given<Assignable>): MembershipEvent[] {
  const { userId: membershipId } = command;
  const member = presentMember(state, membershipId);
  if (!member) throw new DomainError('NOT_FOUND', 'There is no such user');
  refuseOwnRoles(given, membershipId);
  refuseHolderOfMore(given, state, member.roles);
  refuseUnknownThings('services', command.services, { former: member.services, present: given.facts.services });
  refuseUnknownThings('products', command.products, { former: member.products, present: given.facts.products });
  const [services, products] = [inOrder(command.services), inOrder(command.products)];
  refuseThingsBeyond(given, state, { by: 'service', former: member.services, things: services });
  refuseThingsBeyond(given, state, { by: 'product', former: member.products, things: products });
  if (isSame(services, member.services) && isSame(products, member.products)) return [];
  return [event(MembershipAssignmentsSet, { membershipId, organizationId: given.tenantId, services, products })];
}

/** @throws DomainError `NOT_FOUND` with the pointer of the first */
function refuseUnknownThings(
  field: 'services' | 'products',
  ids: readonly string[],
  { former, present }: { readonly former: readonly string[]; readonly present: ReadonlySet<string> },
): void {
  const index = ids.findIndex((id) => !former.includes(id) && !present.has(id));
  if (index === -1) return;
  const fault = { pointer: `/${field}/${index}`, code: 'NOT_FOUND', message: 'is not in the catalogue' };
  throw new DomainError('NOT_FOUND', `${fault.pointer} ${fault.message}`, {}, [fault]);
}

function inOrder(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].toSorted();
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}
