import { given } from '#libs/testing';
import { deactivateUser } from './deactivate-user';
import { members } from './members';
import { ADA, GRACE, deactivated, granted, reactivated, rolesSet } from './membership.fixture';

const command = { userId: ADA };

describe('deactivating a user', () => {
  it.each(['active', 'pending'] as const)('is recorded for a user who is %s', (status) => {
    given(members, granted(ADA, ['viewer'], status))
      .when(deactivateUser, command)
      .then(deactivated(ADA));
  });

  it('is refused a second time, and possible again after a reactivation', () => {
    given(members, granted(ADA, ['viewer']), deactivated(ADA))
      .when(deactivateUser, command)
      .thenRefused('CONFLICT');
    given(members, granted(ADA, ['viewer']), deactivated(ADA), reactivated(ADA))
      .when(deactivateUser, command)
      .then(deactivated(ADA));
  });

  it('is refused when there is no such user', () => {
    given(members, granted(GRACE, ['viewer']))
      .when(deactivateUser, command)
      .thenRefused('NOT_FOUND');
  });

  it('does not deactivate the last active admin', () => {
    given(members, granted(ADA, ['admin']), granted(GRACE, ['manager']))
      .when(deactivateUser, command)
      .thenRefused('LAST_ADMIN');
    given(members, granted(ADA, ['admin']), granted(GRACE, ['manager']), rolesSet(GRACE, ['admin']))
      .when(deactivateUser, command)
      .then(deactivated(ADA));
  });

  it('deactivates an admin who has not accepted yet', () => {
    given(members, granted(GRACE, ['admin']), granted(ADA, ['admin'], 'pending'))
      .when(deactivateUser, command)
      .then(deactivated(ADA));
  });
});
