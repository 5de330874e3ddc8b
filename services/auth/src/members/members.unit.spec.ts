import { GIVEN } from '#libs/testing/given-when-then';
import {
  hasLivePassword,
  isLastAdmin,
  memberIn,
  members,
  placesTaken,
  type Member,
  type MembershipEvent,
  type Members,
} from './members';
import {
  ACCOUNT,
  ADA,
  GRACE,
  accepted,
  deactivated,
  granted,
  joined,
  linked,
  reactivated,
  removed,
  rolesSet,
} from './membership.fixture';

const folded = (...events: readonly MembershipEvent[]): Members =>
  events.reduce(
    (state, event, revision) => members.evolve(state, { ...event, revision, occurredAt: GIVEN.now }),
    members.initial(),
  );

describe('the members of an organisation', () => {
  it('each have their last event and the revision since which they are active', () => {
    const state = folded(
      ...joined(ADA, ['viewer']),
      granted(GRACE, ['admin']),
      rolesSet(ADA, ['manager']),
      deactivated(ADA),
      reactivated(ADA),
      rolesSet(ADA, ['counter']),
    );
    expect([...state]).toMatchObject([
      [ADA, { status: 'active', roles: ['counter'], acceptedBy: 'invitation', revision: 6, since: 5 }],
      [GRACE, { status: 'pending', roles: ['admin'], acceptedBy: null, revision: 2, since: 2 }],
    ]);
  });

  it('are active since the acceptance, and keep their entity tag when they are linked', () => {
    const state = folded(
      granted(ADA, ['viewer']),
      granted(GRACE, ['viewer']),
      linked(ADA),
      accepted(GRACE, 'password'),
    );
    expect(state.get(ADA)).toMatchObject({ status: 'pending', accountId: ACCOUNT, revision: 0, since: 0 });
    expect(state.get(GRACE)).toMatchObject({ status: 'active', acceptedBy: 'password', revision: 3, since: 3 });
    const again = folded(granted(ADA, ['viewer']), accepted(ADA, 'password'), accepted(ADA, 'sign_in'));
    expect(again.get(ADA)).toMatchObject({ acceptedBy: 'sign_in', revision: 2, since: 1 });
  });

  it('are invited again, not activated, by a reactivation before they accepted', () => {
    const state = folded(
      granted(ADA, ['viewer']),
      deactivated(ADA),
      rolesSet(ADA, ['manager']),
      reactivated(ADA, 'pending'),
    );
    expect(state.get(ADA)).toMatchObject({ status: 'pending', roles: ['manager'], acceptedBy: null, revision: 3 });
  });

  it('keep neither address nor password once they are removed', () => {
    const state = folded(granted(ADA, ['viewer'], { passwordId: ACCOUNT }), removed(ADA));
    expect(state.get(ADA)).toMatchObject({ status: 'removed', email: null, name: null, passwordId: null });
    expect(placesTaken(state)).toBe(0);
    expect(memberIn(state, ADA)).toBeUndefined();
  });

  it('sign in by the password of the organisation until the address has been proven, and not when inactive', () => {
    const withPassword = [granted(ADA, ['viewer'], { passwordId: ACCOUNT }), linked(ADA, ACCOUNT, 2)];
    const isLive = (proofs: number, ...more: readonly MembershipEvent[]) =>
      hasLivePassword(folded(...withPassword, ...more).get(ADA) as Member, { proofs });
    expect(isLive(2)).toBe(true);
    expect(isLive(2, accepted(ADA, 'password'))).toBe(true);
    expect(isLive(3)).toBe(false);
    expect(isLive(2, deactivated(ADA))).toBe(false);
    expect(isLive(2, removed(ADA))).toBe(false);
  });

  it('have a last admin while only one is active', () => {
    const isLast = (...events: readonly MembershipEvent[]) => isLastAdmin(folded(...events), ADA);
    expect(isLast(...joined(ADA, ['admin']))).toBe(true);
    expect(isLast(...joined(ADA, ['admin']), ...joined(GRACE, ['admin']))).toBe(false);
    expect(isLast(...joined(ADA, ['admin']), ...joined(GRACE, ['admin']), deactivated(GRACE))).toBe(true);
    expect(isLast(...joined(ADA, ['manager']))).toBe(false);
    expect(isLast(granted(ADA, ['admin']))).toBe(false);
    expect(isLast(...joined(GRACE, ['admin']))).toBe(false);
  });
});
