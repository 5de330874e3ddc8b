import { decidingActor } from '#libs/identity';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { account, type Account } from '../account/account';
import { endUserSessions } from './end-user-sessions';
import { members } from './members';
import { ADA, GRACE, accepted, granted, joined, removed, sessionsEnded, unlocked } from './membership.fixture';
import { unlockUser } from './unlock-user';

const command = { userId: ADA };
const admin = { actor: decidingActor({ id: GIVEN.actor.id, roles: ['admin'] }) };
const less = { actor: decidingActor({ id: GIVEN.actor.id, roles: ['manager'] }) };
const possessed: Account = { ...account.initial(), status: 'active', proofs: 1 };
const unlocking = (of: Account | undefined = possessed) => ({ ...admin, facts: { account: of } });

describe('ending the sessions of a user', () => {
  it('is recorded each time, whatever the status', () => {
    given(members, ...joined(ADA, ['viewer']), sessionsEnded(ADA))
      .when(endUserSessions, command, admin)
      .then(sessionsEnded(ADA));
    given(members, granted(ADA, ['viewer']))
      .when(endUserSessions, command, admin)
      .then(sessionsEnded(ADA));
  });

  it('is refused for somebody who holds what the actor does not, and for nobody', () => {
    given(members, ...joined(ADA, ['admin']), ...joined(GRACE, ['admin']))
      .when(endUserSessions, command, less)
      .thenRefused('FORBIDDEN');
    given(members, ...joined(ADA, ['viewer']), removed(ADA))
      .when(endUserSessions, command, admin)
      .thenRefused('NOT_FOUND');
  });
});

describe('unlocking a user', () => {
  const there = given(members, ...joined(ADA, ['viewer']));

  it('is recorded each time', () => {
    there.when(unlockUser, command, unlocking()).then(unlocked(ADA));
    there.when(unlockUser, command, unlocking(undefined)).then(unlocked(ADA));
  });

  it('is refused for somebody who holds what the actor does not, and for nobody', () => {
    given(members, ...joined(ADA, ['admin']), ...joined(GRACE, ['admin']))
      .when(unlockUser, command, { ...unlocking(), ...less })
      .thenRefused('FORBIDDEN');
    given(members).when(unlockUser, command, unlocking()).thenRefused('NOT_FOUND');
  });

  it("is refused for a person of the platform, once they have come: an invitation shows nobody's roles", () => {
    const ofPlatform = unlocking({ ...possessed, platformRoles: ['super_admin'] });
    there.when(unlockUser, command, ofPlatform).thenRefused('FORBIDDEN');
    given(members, granted(ADA, ['viewer']))
      .when(unlockUser, command, ofPlatform)
      .then(unlocked(ADA));
    given(members, granted(ADA, ['viewer']), accepted(ADA, 'password'))
      .when(unlockUser, command, ofPlatform)
      .then(unlocked(ADA));
  });
});
