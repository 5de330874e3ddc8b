import { decidingActor } from '#libs/identity';
import { given } from '#libs/testing/given-when-then';
import { members } from './members';
import { ADA, GRACE, deactivated, granted, joined, removed } from './membership.fixture';
import { leaveOrganization, removeUser } from './remove-member';

const command = { userId: ADA };
const ada = { actor: decidingActor({ id: ADA, roles: ['admin'] }) };

describe('removing a user', () => {
  it('is recorded in whatever status, once', () => {
    for (const history of [
      [granted(ADA, ['viewer'])],
      joined(ADA, ['viewer']),
      [...joined(ADA, ['viewer']), deactivated(ADA)],
    ]) {
      given(members, ...history)
        .when(removeUser, command)
        .then(removed(ADA));
      given(members, ...history, removed(ADA))
        .when(removeUser, command)
        .thenRefused('NOT_FOUND');
    }
  });

  it('is refused when there is no such user', () => {
    given(members).when(removeUser, command).thenRefused('NOT_FOUND');
  });

  it('does not remove the last active admin', () => {
    given(members, ...joined(ADA, ['admin']), granted(GRACE, ['admin']))
      .when(removeUser, command)
      .thenRefused('LAST_ADMIN');
    given(members, ...joined(ADA, ['admin']), ...joined(GRACE, ['admin']))
      .when(removeUser, command)
      .then(removed(ADA));
  });

  it('is refused to an actor who does not hold what the user holds', () => {
    given(members, ...joined(ADA, ['admin']), ...joined(GRACE, ['admin']))
      .when(removeUser, command, { actor: decidingActor({ id: GRACE, roles: ['manager'] }) })
      .thenRefused('FORBIDDEN');
  });
});

describe('leaving', () => {
  it("ends the caller's own membership", () => {
    given(members, ...joined(ADA, ['viewer']), ...joined(GRACE, ['viewer']))
      .when(leaveOrganization, {}, ada)
      .then(removed(ADA, 'left'));
  });

  it('is refused to the last active admin, and to one who is no member', () => {
    given(members, ...joined(ADA, ['admin']))
      .when(leaveOrganization, {}, ada)
      .thenRefused('LAST_ADMIN');
    given(members, ...joined(GRACE, ['admin']))
      .when(leaveOrganization, {}, ada)
      .thenRefused('NOT_FOUND');
    given(members, ...joined(ADA, ['viewer']), removed(ADA))
      .when(leaveOrganization, {}, ada)
      .thenRefused('NOT_FOUND');
  });
});
