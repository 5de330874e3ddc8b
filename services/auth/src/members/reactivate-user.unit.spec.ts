import { decidingActor } from '#libs/identity';
import { given } from '#libs/testing';
import { members } from './members';
import { ADA, GRACE, deactivated, granted, reactivated } from './membership.fixture';
import { reactivateUser } from './reactivate-user';

const command = { userId: ADA };
const facts = { limit: 2 };

describe('reactivating a user', () => {
  it('is recorded for an inactive user', () => {
    given(members, granted(ADA, ['viewer']), deactivated(ADA))
      .when(reactivateUser, command, { facts })
      .then(reactivated(ADA));
  });

  it.each(['active', 'pending'] as const)('is refused for a user who is %s', (status) => {
    given(members, granted(ADA, ['viewer'], status))
      .when(reactivateUser, command, { facts })
      .thenRefused('CONFLICT');
  });

  it('is refused when there is no such user', () => {
    given(members).when(reactivateUser, command, { facts }).thenRefused('NOT_FOUND');
  });

  it('is refused to an actor who could not grant the restored roles', () => {
    given(members, granted(ADA, ['admin']), granted(GRACE, ['admin']), deactivated(ADA))
      .when(reactivateUser, command, { facts, actor: decidingActor({ id: GRACE, roles: ['manager'] }) })
      .thenRefused('FORBIDDEN');
  });

  it('is refused when their seat has been taken', () => {
    given(members, granted(ADA, ['viewer']), deactivated(ADA), granted(GRACE, ['admin']))
      .when(reactivateUser, command, { facts: { limit: 1 } })
      .thenRefused('LIMIT_REACHED', { limit: 1 });
  });
});
