import { given } from '#libs/testing/given-when-then';
import { deactivateUser } from './deactivate-user';
import { members } from './members';
import { ADA, GRACE, deactivated, granted, joined, reactivated, rolesSet } from './membership.fixture';

const command = { userId: ADA };

describe('deactivating a user', () => {
  it.each(['active', 'pending'] as const)('is recorded for a user who is %s', (status) => {
    given(members, ...(status === 'active' ? joined(ADA, ['viewer']) : [granted(ADA, ['viewer'])]))
      .when(deactivateUser, command)
      .then(deactivated(ADA));
  });

  it('is refused a second time, and possible again after a reactivation', () => {
    given(members, ...joined(ADA, ['viewer']), deactivated(ADA))
      .when(deactivateUser, command)
      .thenRefused('CONFLICT');
    given(members, ...joined(ADA, ['viewer']), deactivated(ADA), reactivated(ADA))
      .when(deactivateUser, command)
      .then(deactivated(ADA));
  });

  it('is refused when there is no such user', () => {
    given(members, ...joined(GRACE, ['viewer']))
      .when(deactivateUser, command)
      .thenRefused('NOT_FOUND');
  });

  it('does not deactivate the last active admin', () => {
    given(members, ...joined(ADA, ['admin']), ...joined(GRACE, ['manager']))
      .when(deactivateUser, command)
      .thenRefused('LAST_ADMIN');
    given(members, ...joined(ADA, ['admin']), ...joined(GRACE, ['manager']), rolesSet(GRACE, ['admin']))
      .when(deactivateUser, command)
      .then(deactivated(ADA));
  });

  it('deactivates an admin who has not accepted yet', () => {
    given(members, ...joined(GRACE, ['admin']), granted(ADA, ['admin']))
      .when(deactivateUser, command)
      .then(deactivated(ADA));
  });
});
