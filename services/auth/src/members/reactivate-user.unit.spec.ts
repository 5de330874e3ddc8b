import { decidingActor } from '#libs/identity';
import { given } from '#libs/testing';
import { members } from './members';
import { ADA, GRACE, deactivated, granted, reactivated } from './membership.fixture';
import { reactivateUser } from './reactivate-user';

const command = { userId: ADA };
const facts = { limit: 2 };

describe('reactivating a user', () => {
  it('is recorded of one who is inactive', () => {
    given(members, granted(ADA, ['viewer']), deactivated(ADA))
      .when(reactivateUser, command, { facts })
      .then(reactivated(ADA));
  });

  it.each(['active', 'pending'] as const)('is refused of one who is %s', (status) => {
    given(members, granted(ADA, ['viewer'], status))
      .when(reactivateUser, command, { facts })
      .thenRefused('CONFLICT');
  });

  it('is refused where there is no such user', () => {
    given(members).when(reactivateUser, command, { facts }).thenRefused('NOT_FOUND');
  });

  it('is refused to whoever could not grant the roles that come back with it', () => {
    given(members, granted(ADA, ['admin']), granted(GRACE, ['admin']), deactivated(ADA))
      .when(reactivateUser, command, { facts, actor: decidingActor({ id: GRACE, roles: ['manager'] }) })
      .thenRefused('FORBIDDEN');
  });

  it('is refused where their place has been taken', () => {
    given(members, granted(ADA, ['viewer']), deactivated(ADA), granted(GRACE, ['admin']))
      .when(reactivateUser, command, { facts: { limit: 1 } })
      .thenRefused('LIMIT_REACHED', { limit: 1 });
  });
});
