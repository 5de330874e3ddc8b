import { GIVEN } from '#libs/testing';
import { isLastAdmin, members, type Members, type MembershipEvent } from './members';
import { ADA, GRACE, deactivated, granted, reactivated, rolesSet } from './membership.fixture';

const folded = (...events: readonly MembershipEvent[]): Members =>
  events.reduce(
    (state, event, revision) => members.evolve(state, { ...event, revision, occurredAt: GIVEN.now }),
    members.initial(),
  );

describe('the members of an organisation', () => {
  it('each have their last event and the revision since which they are active', () => {
    const state = folded(
      granted(ADA, ['viewer']),
      granted(GRACE, ['admin'], 'pending'),
      rolesSet(ADA, ['manager']),
      deactivated(ADA),
      reactivated(ADA),
      rolesSet(ADA, ['counter']),
    );
    expect([...state]).toEqual([
      [ADA, { status: 'active', roles: ['counter'], accepted: true, revision: 5, since: 4 }],
      [GRACE, { status: 'pending', roles: ['admin'], accepted: false, revision: 1, since: 1 }],
    ]);
  });

  it('are invited again, not activated, by a reactivation before they accepted', () => {
    const state = folded(
      granted(ADA, ['viewer'], 'pending'),
      deactivated(ADA),
      rolesSet(ADA, ['manager']),
      reactivated(ADA),
    );
    expect(state.get(ADA)).toEqual({ status: 'pending', roles: ['manager'], accepted: false, revision: 3, since: 3 });
  });

  it('have a last admin while only one is active', () => {
    const isLast = (...events: readonly MembershipEvent[]) => isLastAdmin(folded(...events), ADA);
    expect(isLast(granted(ADA, ['admin']))).toBe(true);
    expect(isLast(granted(ADA, ['admin']), granted(GRACE, ['admin']))).toBe(false);
    expect(isLast(granted(ADA, ['admin']), granted(GRACE, ['admin']), deactivated(GRACE))).toBe(true);
    expect(isLast(granted(ADA, ['manager']))).toBe(false);
    expect(isLast(granted(ADA, ['admin'], 'pending'))).toBe(false);
    expect(isLast(granted(GRACE, ['admin']))).toBe(false);
  });
});
