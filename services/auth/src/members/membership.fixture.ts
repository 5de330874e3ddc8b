import {
  MembershipDeactivated,
  MembershipGranted,
  MembershipReactivated,
  MembershipRolesSet,
} from '#contracts/auth/membership-events';
import { event } from '#contracts/declare/event';
import type { OrganizationRole } from '#contracts/roles';
import { GIVEN } from '#libs/testing';
import type { MembershipEvent } from './members';

export const ADA = '0197a3c4-0000-7000-8000-0000000000a1';
export const GRACE = '0197a3c4-0000-7000-8000-0000000000a2';
const organizationId = GIVEN.tenantId;

/** Events of memberships, for the histories and expectations of specs. */
export const granted = (
  accountId: string,
  roles: readonly OrganizationRole[],
  status: 'active' | 'pending' = 'active',
): MembershipEvent =>
  event(MembershipGranted, {
    organizationId,
    accountId,
    roles,
    status,
    requestedAs: null,
    email: 'somebody@example.org',
    name: 'Somebody',
  });
export const rolesSet = (accountId: string, roles: readonly OrganizationRole[]): MembershipEvent =>
  event(MembershipRolesSet, { accountId, organizationId, roles });
export const deactivated = (accountId: string): MembershipEvent =>
  event(MembershipDeactivated, { accountId, organizationId });
export const reactivated = (accountId: string): MembershipEvent =>
  event(MembershipReactivated, { accountId, organizationId });
