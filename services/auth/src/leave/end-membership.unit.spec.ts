import { event } from '#contracts/declare/event';
import { MembershipEnded, type MembershipEnd } from '#contracts/auth/membership-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { ADA, GRACE, deactivated, granted, joined, reactivated, removed } from '../members/membership.fixture';
import { members } from '../members/members';
import { endMembership } from './end-membership';

const employeeId = GIVEN.newId('ada');
const endedAt = '2026-01-31T23:00:00.000Z';
const leave = (reason: MembershipEnd = 'leave') => ({ userId: ADA, employeeId, endedAt, reason });
const ended = (reason: MembershipEnd = 'leave') =>
  event(MembershipEnded, { membershipId: ADA, organizationId: GIVEN.tenantId, employeeId, endedAt, reason });

describe('the end of a membership', () => {
  it('is recorded once, of somebody who has only been invited too', () => {
    given(members, ...joined(ADA, ['viewer']))
      .when(endMembership, leave())
      .then(ended());
    given(members, granted(ADA, ['viewer']))
      .when(endMembership, leave())
      .then(ended());
    given(members, ...joined(ADA, ['viewer']), ended())
      .when(endMembership, leave())
      .thenNothing();
    given(members, ...joined(ADA, ['viewer']), deactivated(ADA))
      .when(endMembership, leave())
      .thenNothing();
    given(members, ...joined(ADA, ['viewer']), removed(ADA))
      .when(endMembership, leave())
      .thenNothing();
  });

  it('comes to the last administrator too: a leave is a fact, whoever is left', () => {
    given(members, ...joined(ADA, ['admin']), ...joined(GRACE, ['manager']))
      .when(endMembership, leave())
      .then(ended());
  });

  it('by a revocation is recorded of an inactive user as well, and is not undone by its repetition', () => {
    given(members, ...joined(ADA, ['viewer']), deactivated(ADA))
      .when(endMembership, leave('access_revoked'))
      .then(ended('access_revoked'));
    given(members, ...joined(ADA, ['viewer']), ended('access_revoked'), reactivated(ADA))
      .when(endMembership, leave('access_revoked'))
      .thenNothing();
  });
});
