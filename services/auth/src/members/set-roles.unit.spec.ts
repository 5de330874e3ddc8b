import { decidingActor } from '#libs/identity';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { members } from './members';
import { ADA, GRACE, deactivated, granted, joined, rolesSet } from './membership.fixture';
import { setRoles } from './set-roles';

describe('setting the roles of a user', () => {
  it('records them, each once', () => {
    given(members, ...joined(ADA, ['viewer']))
      .when(setRoles, { userId: ADA, roles: ['manager', 'counter', 'manager'] })
      .then(rolesSet(ADA, ['manager', 'counter']));
  });

  it('changes nothing when they are the same, in any order', () => {
    given(members, ...joined(ADA, ['manager', 'counter']))
      .when(setRoles, { userId: ADA, roles: ['counter', 'manager'] })
      .thenNothing();
  });

  it('removes those that are not given, however often the others are', () => {
    given(members, ...joined(ADA, ['admin', 'manager']), ...joined(GRACE, ['admin']))
      .when(setRoles, { userId: ADA, roles: ['manager', 'manager'] })
      .then(rolesSet(ADA, ['manager']));
    given(members, ...joined(ADA, ['manager', 'manager']))
      .when(setRoles, { userId: ADA, roles: ['manager', 'counter'] })
      .then(rolesSet(ADA, ['manager', 'counter']));
  });

  it('takes all of them away', () => {
    given(members, ...joined(ADA, ['viewer']))
      .when(setRoles, { userId: ADA, roles: [] })
      .then(rolesSet(ADA, []));
  });

  it('is refused to an actor who would grant more than they have', () => {
    const actor = decidingActor({ id: GRACE, roles: ['manager'] });
    given(members, ...joined(ADA, ['viewer']))
      .when(setRoles, { userId: ADA, roles: ['admin'] }, { actor })
      .thenRefused('FORBIDDEN');
    given(members, ...joined(ADA, ['viewer']))
      .when(setRoles, { userId: ADA, roles: ['manager'] }, { actor })
      .then(rolesSet(ADA, ['manager']));
  });

  it('is refused to everybody for themselves', () => {
    given(members, ...joined(ADA, ['admin']), ...joined(GRACE, ['admin']))
      .when(setRoles, { userId: ADA, roles: ['viewer'] }, { actor: decidingActor({ id: ADA, roles: ['admin'] }) })
      .thenRefused('FORBIDDEN');
  });

  it('is refused when there is no such user', () => {
    given(members)
      .when(setRoles, { userId: ADA, roles: ['viewer'] })
      .thenRefused('NOT_FOUND');
  });

  it('does not remove the last active admin', () => {
    const demoted = { userId: ADA, roles: ['manager'] } as const;
    given(members, ...joined(ADA, ['admin']))
      .when(setRoles, demoted)
      .thenRefused('LAST_ADMIN');
    given(members, ...joined(ADA, ['admin']), granted(GRACE, ['admin']))
      .when(setRoles, demoted)
      .thenRefused('LAST_ADMIN');
    given(members, ...joined(ADA, ['admin']), ...joined(GRACE, ['admin']), deactivated(GRACE))
      .when(setRoles, demoted)
      .thenRefused('LAST_ADMIN');
    given(members, ...joined(ADA, ['admin']), ...joined(GRACE, ['admin']))
      .when(setRoles, demoted)
      .then(rolesSet(ADA, ['manager']));
  });

  it('gives the last admin further roles', () => {
    given(members, ...joined(ADA, ['admin']))
      .when(setRoles, { userId: ADA, roles: ['admin', 'counter'] }, { actor: GIVEN.actor })
      .then(rolesSet(ADA, ['admin', 'counter']));
  });
});
