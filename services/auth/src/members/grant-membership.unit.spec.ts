import { GIVEN, given } from '#libs/testing';
import { grantMembership, type Grant } from './grant-membership';
import { members } from './members';
import { ADA, GRACE, deactivated, granted } from './membership.fixture';

const grant: Grant = {
  organizationId: GIVEN.tenantId,
  accountId: ADA,
  roles: ['viewer'],
  status: 'active',
  requestedAs: null,
  email: 'somebody@example.org',
  name: 'Somebody',
};
const facts = { limit: 2 };

describe('granting a membership', () => {
  it('records it with the typed name and address', () => {
    given(members, granted(GRACE, ['admin']))
      .when(grantMembership, grant, { facts })
      .then(granted(ADA, ['viewer']));
    given(members)
      .when(grantMembership, { ...grant, status: 'pending' }, { facts })
      .then(granted(ADA, ['viewer'], 'pending'));
  });

  it('records each role once', () => {
    given(members)
      .when(grantMembership, { ...grant, roles: ['viewer', 'counter', 'viewer'] }, { facts })
      .then(granted(ADA, ['viewer', 'counter']));
  });

  it('changes nothing for a member, whatever the roles', () => {
    given(members, granted(ADA, ['viewer'], 'pending'))
      .when(grantMembership, { ...grant, roles: ['admin'] }, { facts })
      .thenNothing();
    given(members, granted(ADA, ['viewer']), deactivated(ADA))
      .when(grantMembership, grant, { facts })
      .thenNothing();
  });

  it('is refused when as many are active or invited as may be', () => {
    given(members, granted(GRACE, ['admin']))
      .when(grantMembership, grant, { facts: { limit: 1 } })
      .thenRefused('LIMIT_REACHED', { limit: 1 });
    given(members, granted(GRACE, ['viewer'], 'pending'))
      .when(grantMembership, grant, { facts: { limit: 1 } })
      .thenRefused('LIMIT_REACHED', { limit: 1 });
  });

  it('takes the seat of a deactivated member', () => {
    given(members, granted(GRACE, ['viewer']), deactivated(GRACE))
      .when(grantMembership, grant, { facts: { limit: 1 } })
      .then(granted(ADA, ['viewer']));
  });

  it('changes nothing for a member of a full organisation', () => {
    given(members, granted(ADA, ['admin']))
      .when(grantMembership, grant, { facts: { limit: 1 } })
      .thenNothing();
  });
});
