import { decidingActor } from '#libs/identity';
import { given } from '#libs/testing/given-when-then';
import { members } from './members';
import { ADA, GRACE, deactivated, granted, invited, joined, reactivated } from './membership.fixture';
import { reactivateUser } from './reactivate-user';

const command = { userId: ADA };
const facts = { limit: 2, hasLeft: false };

describe('reactivating a user', () => {
  it('is recorded for an inactive user', () => {
    given(members, ...joined(ADA, ['viewer']), deactivated(ADA))
      .when(reactivateUser, command, { facts })
      .then(reactivated(ADA));
  });

  it('renews the invitation of one who had not accepted', () => {
    given(members, granted(ADA, ['viewer']), deactivated(ADA))
      .when(reactivateUser, command, { facts })
      .then(reactivated(ADA, 'pending'), invited(ADA));
  });

  it.each(['active', 'pending'] as const)('is refused for a user who is %s', (status) => {
    given(members, ...(status === 'active' ? joined(ADA, ['viewer']) : [granted(ADA, ['viewer'])]))
      .when(reactivateUser, command, { facts })
      .thenRefused('CONFLICT');
  });

  it('is refused when there is no such user', () => {
    given(members).when(reactivateUser, command, { facts }).thenRefused('NOT_FOUND');
  });

  it('is refused to an actor who could not grant the restored roles', () => {
    given(members, ...joined(ADA, ['admin']), ...joined(GRACE, ['admin']), deactivated(ADA))
      .when(reactivateUser, command, { facts, actor: decidingActor({ id: GRACE, roles: ['manager'] }) })
      .thenRefused('FORBIDDEN');
  });

  it('is refused while their employment is over', () => {
    given(members, ...joined(ADA, ['viewer']), deactivated(ADA))
      .when(reactivateUser, command, { facts: { ...facts, hasLeft: true } })
      .thenRefused('CONFLICT');
  });

  it('is refused when their seat has been taken', () => {
    given(members, ...joined(ADA, ['viewer']), deactivated(ADA), ...joined(GRACE, ['admin']))
      .when(reactivateUser, command, { facts: { limit: 1, hasLeft: false } })
      .thenRefused('LIMIT_REACHED', { limit: 1 });
  });
});
