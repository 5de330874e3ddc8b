import { decidingActor } from '#libs/identity';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { invitedBy, members, type Members, type MembershipEvent } from '../members/members';
import {
  ACCOUNT,
  ADA,
  GRACE,
  accepted,
  deactivated,
  granted,
  invited,
  joined,
  reactivated,
  removed,
} from '../members/membership.fixture';
import { expireInvitations } from './expire-invitations';
import { sendInvitation } from './send-invitation';
import { withdrawInvitation } from './withdraw-invitation';

const command = { invitedUserId: ADA };
const manager = decidingActor({ id: GRACE, roles: ['manager'] });
const pending = [granted(ADA, ['admin']), invited(ADA, { invitationId: GRACE })];

describe('sending an invitation again', () => {
  it('is for a user who has not come by means of their own', () => {
    for (const history of [pending, [...pending, accepted(ADA, 'password')]]) {
      given(members, ...history)
        .when(sendInvitation, command)
        .then(invited(ADA));
    }
    for (const by of ['invitation', 'sign_in'] as const) {
      given(members, ...pending, accepted(ADA, by))
        .when(sendInvitation, command)
        .thenRefused('CONFLICT');
    }
    given(members, ...pending, deactivated(ADA))
      .when(sendInvitation, command)
      .thenRefused('CONFLICT');
    given(members, ...pending, removed(ADA))
      .when(sendInvitation, command)
      .thenRefused('NOT_FOUND');
  });

  it('is refused after ten in an hour', () => {
    const ten = [...pending, ...Array.from({ length: 9 }, () => invited(ADA))];
    given(members, ...ten)
      .when(sendInvitation, command)
      .thenRefused('LIMIT_REACHED', { limit: 10 });
    given(members, ...ten)
      .when(sendInvitation, command, { now: '2026-01-31T13:00:00.000Z' })
      .thenMatching({ type: 'InvitationSent' });
  });

  it('is refused to an actor who could not grant the roles', () => {
    given(members, ...pending)
      .when(sendInvitation, command, { actor: manager })
      .thenRefused('FORBIDDEN');
  });
});

describe('withdrawing an invitation', () => {
  it('ends a membership that was not accepted, and no other', () => {
    given(members, ...pending)
      .when(withdrawInvitation, command)
      .then(removed(ADA, 'withdrawn'));
    given(members, ...pending, deactivated(ADA))
      .when(withdrawInvitation, command)
      .then(removed(ADA, 'withdrawn'));
    given(members, ...joined(ADA, ['viewer']))
      .when(withdrawInvitation, command)
      .thenRefused('CONFLICT');
    given(members, ...pending, accepted(ADA, 'password'))
      .when(withdrawInvitation, command)
      .thenRefused('CONFLICT');
    given(members).when(withdrawInvitation, command).thenRefused('NOT_FOUND');
  });

  it('is refused to an actor who holds less than the invited', () => {
    given(members, ...pending)
      .when(withdrawInvitation, command, { actor: manager })
      .thenRefused('FORBIDDEN');
  });
});

describe('the expiry of invitations', () => {
  const old = { expiresAt: GIVEN.now };

  it('ends the memberships that nobody accepted in time', () => {
    const history = [granted(ADA, ['viewer']), invited(ADA, old), granted(GRACE, ['viewer']), invited(GRACE)];
    given(members, ...history)
      .when(expireInvitations, {})
      .then(removed(ADA, 'expired'));
  });

  it('leaves alone those who were invited again, have accepted, or are deactivated', () => {
    const outdated = [granted(ADA, ['viewer']), invited(ADA, old)];
    for (const later of [invited(ADA), accepted(ADA), accepted(ADA, 'password'), deactivated(ADA), removed(ADA)]) {
      given(members, ...outdated, later)
        .when(expireInvitations, {})
        .thenNothing();
    }
  });
});

describe('an invitation', () => {
  const id = GIVEN.newId('invitation');
  const folded = (...events: readonly MembershipEvent[]): Members =>
    events.reduce(
      (state, event, revision) => members.evolve(state, { ...event, revision, occurredAt: GIVEN.now }),
      members.initial(),
    );
  const isGood = (...more: readonly MembershipEvent[]) =>
    invitedBy(folded(granted(ADA, ['viewer'], { passwordId: ACCOUNT }), ...more), id, GIVEN.now)?.membershipId === ADA;

  it('is good until it is replaced, accepted, withdrawn, or has expired', () => {
    expect(isGood(invited(ADA))).toBe(true);
    expect(isGood(invited(ADA), accepted(ADA, 'password'))).toBe(true);
    expect(isGood(invited(ADA), deactivated(ADA), reactivated(ADA, 'pending'))).toBe(true);
    for (const end of [invited(ADA, { invitationId: GRACE }), accepted(ADA), deactivated(ADA), removed(ADA)]) {
      expect(isGood(invited(ADA), end)).toBe(false);
    }
    expect(isGood(invited(ADA, { expiresAt: GIVEN.now }))).toBe(false);
  });

  it('leaves no password of the organisation in force once it is accepted', () => {
    const withPassword = [granted(ADA, ['viewer'], { passwordId: ACCOUNT }), invited(ADA)];
    expect(folded(...withPassword, accepted(ADA, 'password')).get(ADA)).toMatchObject({ passwordId: ACCOUNT });
    expect(folded(...withPassword, accepted(ADA)).get(ADA)).toMatchObject({ passwordId: null, invitation: null });
  });
});
