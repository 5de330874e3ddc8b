import { StaleMembersFound } from '#contracts/auth/membership-events';
import { event } from '#contracts/declare/event';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { members } from '../members/members';
import { ADA, GRACE, deactivated, joined } from '../members/membership.fixture';
import { findStaleMembers } from './find-stale-members';

const { tenantId: organizationId } = GIVEN;

describe('finding members who have not been active', () => {
  it('names those who are members still, and the administrators who are told', () => {
    given(members, ...joined(ADA, ['admin']), ...joined(GRACE, ['viewer']))
      .when(findStaleMembers, {}, { facts: { unused: [GRACE] } })
      .then(event(StaleMembersFound, { organizationId, users: 1, membershipIds: [GRACE], toldIds: [ADA] }));
  });

  it('records nothing where there are none', () => {
    given(members, ...joined(ADA, ['admin']), ...joined(GRACE, ['viewer']), deactivated(GRACE))
      .when(findStaleMembers, {}, { facts: { unused: [GRACE] } })
      .thenNothing();
  });
});
