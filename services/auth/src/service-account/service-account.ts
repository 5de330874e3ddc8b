import type { CreateServiceAccount } from '#contracts/auth/create-service-account';
import type { RemoveServiceAccount } from '#contracts/auth/remove-service-account';
import { ServiceAccountCreated, ServiceAccountRemoved } from '#contracts/auth/service-account-events';
import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { Given } from '#libs/event-sourcing';
import type { Members, MembershipEvent } from '../members/members';
import { namedRoles, refuseHolderOfMore, refuseRolesBeyond } from '../members/roles';
import type { ServiceAccount } from '../members/service-account-state';

/** The most service accounts of one organisation; the limit of users does not count them. */
export const MAX_SERVICE_ACCOUNTS = 50;

/** @throws DomainError `NOT_FOUND` */
export function presentServiceAccount(state: Members, serviceAccountId: string): ServiceAccount {
  const found = state.serviceAccounts.get(serviceAccountId);
  if (found?.status !== 'active') throw new DomainError('NOT_FOUND', 'There is no such service account');
  return found;
}

export function createServiceAccount(command: CreateServiceAccount, state: Members, given: Given): MembershipEvent[] {
  const roles = namedRoles(state, command.roles);
  refuseRolesBeyond(given, state, roles);
  const present = [...state.serviceAccounts.values()].filter(({ status }) => status === 'active');
  if (present.length >= MAX_SERVICE_ACCOUNTS) {
    throw new DomainError('LIMIT_REACHED', `An organisation may have ${MAX_SERVICE_ACCOUNTS} service accounts`, {
      limit: MAX_SERVICE_ACCOUNTS,
    });
  }
  const { tenantId: organizationId } = given;
  const serviceAccountId = given.newId('service-account');
  return [event(ServiceAccountCreated, { serviceAccountId, organizationId, name: command.name, roles })];
}

/** For good, with its keys. It is never the last administrator: a program cannot mend anything. */
export function removeServiceAccount(
  { serviceAccountId }: RemoveServiceAccount,
  state: Members,
  given: Given,
): MembershipEvent[] {
  const { roles } = presentServiceAccount(state, serviceAccountId);
  refuseHolderOfMore(given, state, roles);
  return [event(ServiceAccountRemoved, { serviceAccountId, organizationId: given.tenantId })];
}
