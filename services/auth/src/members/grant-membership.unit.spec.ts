import { decidingActor } from '#libs/identity';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { createUser } from './create-user';
import { grantMembership, type Grant } from './grant-membership';
import { members } from './members';
import { ADA, GRACE, addressOf, deactivated, granted, invited, joined, removed } from './membership.fixture';

const grant: Grant = {
  membershipId: ADA,
  roles: ['viewer'],
  email: addressOf(ADA),
  name: 'Somebody',
  passwordId: null,
};
const facts = { limit: 2 };

describe('granting a membership', () => {
  it('records it with the typed name and address, and invites for seven days', () => {
    given(members, ...joined(GRACE, ['admin']))
      .when(grantMembership, grant, { facts })
      .then(granted(ADA, ['viewer']), invited(ADA));
  });

  it('records each role once', () => {
    given(members)
      .when(grantMembership, { ...grant, roles: ['viewer', 'counter', 'viewer'] }, { facts })
      .then(granted(ADA, ['viewer', 'counter']), invited(ADA));
  });

  it('changes nothing under the same id, also when the organisation is full', () => {
    given(members, granted(ADA, ['viewer']))
      .when(grantMembership, { ...grant, roles: ['admin'] }, { facts: { limit: 1 } })
      .thenNothing();
  });

  it('is refused for the address of a member who is there, in whatever status, in any case', () => {
    const again = { ...grant, membershipId: GRACE, email: addressOf(ADA).toUpperCase() };
    const histories = [
      [granted(ADA, ['viewer'])],
      joined(ADA, ['viewer']),
      [...joined(ADA, ['viewer']), deactivated(ADA)],
    ];
    for (const history of histories) {
      given(members, ...history)
        .when(grantMembership, again, { facts })
        .thenRefused('DUPLICATE');
    }
  });

  it('makes a new membership of an address whose former one has ended', () => {
    const again = { ...grant, membershipId: GRACE };
    given(members, ...joined(ADA, ['viewer']), removed(ADA, 'left'))
      .when(grantMembership, again, { facts: { limit: 1 } })
      .then(granted(GRACE, ['viewer'], { email: addressOf(ADA) }), invited(GRACE));
  });

  it('is refused when as many are active or invited as may be', () => {
    for (const history of [joined(GRACE, ['admin']), [granted(GRACE, ['viewer'])]]) {
      given(members, ...history)
        .when(grantMembership, grant, { facts: { limit: 1 } })
        .thenRefused('LIMIT_REACHED', { limit: 1 });
    }
  });

  it('takes the seat of a deactivated member', () => {
    given(members, ...joined(GRACE, ['viewer']), deactivated(GRACE))
      .when(grantMembership, grant, { facts: { limit: 1 } })
      .then(granted(ADA, ['viewer']), invited(ADA));
  });
});

describe('making a user', () => {
  const wanted = { email: addressOf(ADA), name: 'Somebody', roles: ['admin'] } as const;
  const newUser = { limit: 2, passwordId: GRACE };

  it('grants a membership with an id of its own, which names the row of the password', () => {
    const membershipId = GIVEN.newId('membership');
    given(members)
      .when(createUser, wanted, { facts: newUser })
      .then(granted(membershipId, ['admin'], { email: addressOf(ADA), passwordId: GRACE }), invited(membershipId));
  });

  it('is refused to an actor who would grant more than they have', () => {
    given(members)
      .when(createUser, wanted, { facts: newUser, actor: decidingActor({ id: GRACE, roles: ['manager'] }) })
      .thenRefused('FORBIDDEN');
  });
});
