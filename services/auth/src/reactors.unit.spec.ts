import {
  AddressProven,
  EmailChanged,
  NameChanged,
  PasswordSet,
  PlatformRolesSet,
} from '#contracts/auth/account-events';
import { ApplyAccess } from '#contracts/auth/apply-access';
import { ApplyLeave } from '#contracts/auth/apply-leave';
import { ApplyLeaves } from '#contracts/auth/apply-leaves';
import { ApplyDetails } from '#contracts/auth/apply-details';
import { ApplyOrganizationQuota } from '#contracts/auth/apply-organization-quota';
import { ApplyOrganizationStatus } from '#contracts/auth/apply-organization-status';
import { EndSessions } from '#contracts/auth/end-sessions';
import { LinkMembership } from '#contracts/auth/link-membership';
import {
  MembershipAccepted,
  MembershipDeactivated,
  MembershipEnded,
  MembershipGranted,
  MembershipPasswordSet,
  MembershipReactivated,
  MembershipRemoved,
  MembershipRolesSet,
  MembershipSessionsEnded,
} from '#contracts/auth/membership-events';
import { ProvisionFirstAdministrator } from '#contracts/auth/provision-first-administrator';
import { SecondFactorDisabled } from '#contracts/auth/second-factor-events';
import { SessionEnded } from '#contracts/auth/session-events';
import {
  EmployeeAccessRevoked,
  EmployeeLinked,
  EmployeeUnlinked,
  SpellEnded,
  SpellEndWithdrawn,
  SpellStarted,
} from '#contracts/tenancy/employee-events';
import {
  FirstAdministratorNamed,
  OrganizationChanged,
  OrganizationCreated,
  OrganizationLimitsSet,
  OrganizationReactivated,
  OrganizationSuspended,
} from '#contracts/tenancy/organization-events';
import { SettleFirstAdministrator } from '#contracts/tenancy/settle-first-administrator';
import type { Recorded } from '#libs/event-sourcing';
import { accessReactor } from './access/access.reactor';
import { leaveReactor } from './leave/leave.reactor';
import { memberDetailsReactor } from './members/member-details.reactor';
import { membershipLinkReactor } from './members/membership-link.reactor';
import { firstAdministratorReactor } from './members/first-administrator.reactor';
import { passwordSessionsReactor } from './password-change/password-sessions.reactor';
import { organizationQuotaReactor } from './organization/organization-quota.reactor';
import { organizationStatusReactor } from './organization/organization-status.reactor';

const organizationId = '0197a3c4-0000-7000-8000-00000000000a';
const accountId = '0197a3c4-0000-7000-8000-0000000000a1';
const membershipId = '0197a3c4-0000-7000-8000-0000000000e1';
const recorded = (type: string, data: object, revision = 7) => ({ type, data, revision }) as Recorded;

describe('the reactor on leaves', () => {
  const employeeId = '0197a3c4-0000-7000-8000-0000000000b1';
  const react = (type: string, data: object) => leaveReactor.react(recorded(type, data));
  const apply = (userId: string | null) => [{ contract: ApplyLeave, payload: { employeeId, userId } }];

  it.each([SpellEnded, SpellEndWithdrawn, EmployeeAccessRevoked])('applies the days of an employee: %p', ({ type }) => {
    expect(react(type, { employeeId, spell: 1 })).toEqual(apply(null));
  });

  it('applies a rehire, and nothing at the first hire', () => {
    expect(react(SpellStarted.type, { employeeId, spell: 2 })).toEqual(apply(null));
    expect(react(SpellStarted.type, { employeeId, spell: 1 })).toEqual([]);
  });

  it('applies links and their ends to that user, and another time zone to all', () => {
    for (const { type } of [EmployeeLinked, EmployeeUnlinked]) {
      expect(react(type, { employeeId, userId: membershipId })).toEqual(apply(membershipId));
    }
    expect(react(OrganizationChanged.type, { organizationId })).toEqual([{ contract: ApplyLeaves, payload: {} }]);
  });
});

describe('the reactor on access', () => {
  it.each([
    MembershipRolesSet,
    MembershipDeactivated,
    MembershipEnded,
    MembershipReactivated,
    MembershipSessionsEnded,
    MembershipRemoved,
  ])('publishes a membership: %p', (fact) => {
    expect(accessReactor.events).toContain(fact);
    expect(accessReactor.react(recorded(fact.type, { membershipId, organizationId }))).toEqual([
      { contract: ApplyAccess, payload: { of: 'membership', id: membershipId } },
    ]);
  });

  it.each([PlatformRolesSet, AddressProven, SecondFactorDisabled])('publishes an account: %p', (fact) => {
    expect(accessReactor.events).toContain(fact);
    expect(accessReactor.react(recorded(fact.type, { accountId }))).toEqual([
      { contract: ApplyAccess, payload: { of: 'account', id: accountId } },
    ]);
  });

  it('publishes a session that ended', () => {
    const sessionId = '0197a3c4-0000-7000-8000-000000000051';
    expect(accessReactor.events).toContain(SessionEnded);
    expect(accessReactor.react(recorded(SessionEnded.type, { sessionId, accountId, reason: 'signed_out' }))).toEqual([
      { contract: ApplyAccess, payload: { of: 'session', id: sessionId } },
    ]);
  });
});

describe("the reactor on an organisation's status", () => {
  it.each([
    [OrganizationSuspended, 'suspended'],
    [OrganizationReactivated, 'active'],
  ])('publishes it under the revision of the event: %p', (fact, status) => {
    expect(organizationStatusReactor.events).toContain(fact);
    expect(organizationStatusReactor.react(recorded(fact.type, { organizationId, reason: null }))).toEqual([
      { contract: ApplyOrganizationStatus, payload: { organizationId, status, revision: 7 } },
    ]);
  });
});

describe('the reactor on the quota of an organisation', () => {
  it.each([OrganizationCreated, OrganizationChanged, OrganizationLimitsSet])('publishes it: %p', (fact) => {
    expect(organizationQuotaReactor.events).toContain(fact);
    expect(organizationQuotaReactor.react(recorded(fact.type, { organizationId }))).toEqual([
      { contract: ApplyOrganizationQuota, payload: { organizationId } },
    ]);
  });
});

describe('the reactor on a first administrator', () => {
  const named = { organizationId, membershipId, email: 'ada@example.org', name: 'Ada', passwordId: null };
  const cause = recorded(FirstAdministratorNamed.type, named);
  const [provision, link, settle] = firstAdministratorReactor.react(cause);
  const refused = (wanted: typeof provision) =>
    wanted && firstAdministratorReactor.onRefusal?.(cause, { wanted, code: 'LIMIT_REACHED' });

  it('makes it a member, links it, then reports to tenancy that it is done', () => {
    expect([provision, link, settle]).toEqual([
      { contract: ProvisionFirstAdministrator, payload: named },
      { contract: LinkMembership, payload: { membershipId } },
      { contract: SettleFirstAdministrator, payload: { organizationId, outcome: 'done', code: null } },
    ]);
  });

  it('reports to tenancy that it failed, with the reason', () => {
    const payload = { organizationId, outcome: 'failed', code: 'LIMIT_REACHED' };
    expect(refused(provision)).toMatchObject([{ contract: SettleFirstAdministrator, payload }]);
  });

  it('reports to nobody when tenancy itself refuses', () => {
    expect(refused(settle)).toEqual([]);
  });
});

it('the reactor on grants links every membership', () => {
  expect(membershipLinkReactor.events).toEqual([MembershipGranted]);
  expect(membershipLinkReactor.react(recorded(MembershipGranted.type, { membershipId, organizationId }))).toEqual([
    { contract: LinkMembership, payload: { membershipId } },
  ]);
});

describe('the reactor on passwords', () => {
  const commandId = '0197a3c4-0000-7000-8000-0000000000f1';
  const before = '2026-01-31T12:00:00.000Z';
  const react = (type: string, data: object) =>
    passwordSessionsReactor.react({ ...recorded(type, data), metadata: { commandId }, recordedAt: before } as Recorded);
  const ended = (of: string, id: string) => [
    { contract: EndSessions, payload: { of, id, before, replacedBy: commandId } },
  ];

  it.each(['person', 'reset'])('ends the older sessions of an account whose password is replaced: by %s', (by) => {
    expect(react(PasswordSet.type, { accountId, by })).toEqual(ended('account', accountId));
  });

  it.each(['invitation', 'operator'])('does nothing for a first password: by %s', (by) => {
    expect(react(PasswordSet.type, { accountId, by })).toEqual([]);
  });

  it('ends those of a membership by the password that its organisation set', () => {
    expect(react(MembershipPasswordSet.type, { membershipId })).toEqual(ended('membership', membershipId));
  });
});

describe('the reactor on details', () => {
  it.each([EmailChanged, NameChanged])("brings an account's into its memberships: %p", (fact) => {
    expect(memberDetailsReactor.events).toContain(fact);
    expect(memberDetailsReactor.react(recorded(fact.type, { accountId }))).toEqual([
      { contract: ApplyDetails, payload: { of: 'account', id: accountId } },
    ]);
  });

  it('brings them into a membership that is accepted', () => {
    expect(memberDetailsReactor.events).toContain(MembershipAccepted);
    expect(memberDetailsReactor.react(recorded(MembershipAccepted.type, { membershipId, organizationId }))).toEqual([
      { contract: ApplyDetails, payload: { of: 'membership', id: membershipId } },
    ]);
  });
});
