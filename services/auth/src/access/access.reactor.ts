import { AccountErased, AddressProven, PlatformRolesSet } from '#contracts/auth/account-events';
import { ApiKeyRevoked } from '#contracts/auth/api-key-events';
import { CustomRoleChanged, CustomRoleCreated, CustomRoleDeleted } from '#contracts/auth/custom-role-events';
import { ApplyAccess } from '#contracts/auth/apply-access';
import {
  MembershipAssignmentsSet,
  MembershipDeactivated,
  MembershipEnded,
  MembershipErased,
  MembershipKeysRevoked,
  MembershipReactivated,
  MembershipRemoved,
  MembershipRolesSet,
  MembershipSessionsEnded,
} from '#contracts/auth/membership-events';
import { SecondFactorDisabled } from '#contracts/auth/second-factor-events';
import { ServiceAccountRemoved, ServiceAccountRolesSet } from '#contracts/auth/service-account-events';
import { SessionEnded } from '#contracts/auth/session-events';
import { OrganizationSecondFactorSet } from '#contracts/tenancy/organization-events';
import { on } from '#contracts/declare/on';
import { reactor, type Wanted } from '#libs/event-sourcing';

const publish = (of: ApplyAccess['of'], id: string): readonly Wanted[] => [
  { contract: ApplyAccess, payload: { of, id } },
];

/** Access ends even when the command that ended it was cut off between the log and the publication. */
export const accessReactor = reactor({
  name: 'access',
  service: 'auth',
  // Access that ended before this reactor existed must have ended too; it publishes the present state.
  from: 'start',
  on: [
    on(PlatformRolesSet, ({ data }) => publish('account', data.accountId)),
    on(AccountErased, ({ data }) => publish('account', data.accountId)),
    on(AddressProven, ({ data }) => publish('account', data.accountId)),
    on(SecondFactorDisabled, ({ data }) => publish('account', data.accountId)),
    on(MembershipRolesSet, ({ data }) => publish('membership', data.membershipId)),
    on(MembershipAssignmentsSet, ({ data }) => publish('assignments', data.membershipId)),
    on(MembershipDeactivated, ({ data }) => publish('membership', data.membershipId)),
    on(MembershipEnded, ({ data }) => publish('membership', data.membershipId)),
    on(MembershipReactivated, ({ data }) => publish('membership', data.membershipId)),
    on(MembershipRemoved, ({ data }) => publish('membership', data.membershipId)),
    on(MembershipErased, ({ data }) => publish('membership', data.membershipId)),
    on(MembershipSessionsEnded, ({ data }) => publish('membership', data.membershipId)),
    on(MembershipKeysRevoked, ({ data }) => publish('membership', data.membershipId)),
    on(ServiceAccountRolesSet, ({ data }) => publish('serviceAccount', data.serviceAccountId)),
    on(ServiceAccountRemoved, ({ data }) => publish('serviceAccount', data.serviceAccountId)),
    on(CustomRoleCreated, ({ data }) => publish('roles', data.organizationId)),
    on(CustomRoleChanged, ({ data }) => publish('roles', data.organizationId)),
    on(CustomRoleDeleted, ({ data }) => publish('roles', data.organizationId)),
    on(OrganizationSecondFactorSet, ({ data }) => publish('second_factor', data.organizationId)),
    on(ApiKeyRevoked, ({ data }) => publish('apiKey', data.keyId)),
    on(SessionEnded, ({ data }) => publish('session', data.sessionId)),
  ],
});
