import {
  InvitationSent,
  MembershipAccepted,
  MembershipAssignmentsSet,
  MembershipDeactivated,
  MembershipDetailsChanged,
  MembershipErased,
  MembershipGranted,
  MembershipLinked,
  MembershipReactivated,
  MembershipRemoved,
  MembershipRolesSet,
  MembershipSessionsEnded,
  MembershipUnlocked,
  type Acceptance,
  type Removal,
} from '#contracts/auth/membership-events';
import { event } from '#contracts/declare/event';
import { GIVEN } from '#libs/testing/given-when-then';
import type { MembershipEvent } from './members';

export const ADA = '0197a3c4-0000-7000-8000-0000000000a1';
export const GRACE = '0197a3c4-0000-7000-8000-0000000000a2';
export const ACCOUNT = '0197a3c4-0000-7000-8000-0000000000c1';
const organizationId = GIVEN.tenantId;

/** The address that a membership was granted to. */
export const addressOf = (membershipId: string): string => `${membershipId.slice(-2)}@example.org`;

/** Events of memberships, for the histories and expectations of specs. */
export const granted = (
  membershipId: string,
  roles: readonly string[],
  more: Partial<MembershipGranted> = {},
): MembershipEvent =>
  event(MembershipGranted, {
    organizationId,
    membershipId,
    roles,
    email: addressOf(membershipId),
    name: 'Somebody',
    passwordId: null,
    ...more,
  });
/** By default as a decision of a spec sends it. */
export const invited = (
  membershipId: string,
  { invitationId = GIVEN.newId('invitation'), expiresAt = '2026-02-07T12:00:00.000Z' } = {},
): MembershipEvent => event(InvitationSent, { membershipId, organizationId, invitationId, expiresAt });
export const linked = (membershipId: string, accountId = ACCOUNT, proofs = 0): MembershipEvent =>
  event(MembershipLinked, { membershipId, organizationId, accountId, proofs });
export const accepted = (membershipId: string, by: Acceptance = 'invitation'): MembershipEvent =>
  event(MembershipAccepted, { membershipId, organizationId, by });
/** Granted and accepted. */
export const joined = (membershipId: string, roles: readonly string[]): readonly MembershipEvent[] => [
  granted(membershipId, roles),
  accepted(membershipId),
];
export const detailsChanged = (
  membershipId: string,
  details: Pick<MembershipDetailsChanged, 'email' | 'name' | 'accountRevision'>,
): MembershipEvent => event(MembershipDetailsChanged, { membershipId, organizationId, ...details });
export const rolesSet = (membershipId: string, roles: readonly string[]): MembershipEvent =>
  event(MembershipRolesSet, { membershipId, organizationId, roles });
export const deactivated = (membershipId: string): MembershipEvent =>
  event(MembershipDeactivated, { membershipId, organizationId });
export const reactivated = (membershipId: string, status: 'active' | 'pending' = 'active'): MembershipEvent =>
  event(MembershipReactivated, { membershipId, organizationId, status });
export const erased = (membershipId: string): MembershipEvent =>
  event(MembershipErased, { membershipId, organizationId });
export const removed = (membershipId: string, reason: Removal = 'removed'): MembershipEvent =>
  event(MembershipRemoved, { membershipId, organizationId, reason });
export const sessionsEnded = (membershipId: string): MembershipEvent =>
  event(MembershipSessionsEnded, { membershipId, organizationId });
export const unlocked = (membershipId: string): MembershipEvent =>
  event(MembershipUnlocked, { membershipId, organizationId });
export const assigned = (
  membershipId: string,
  services: readonly string[],
  products: readonly string[] = [],
): MembershipEvent => event(MembershipAssignmentsSet, { membershipId, organizationId, services, products });
