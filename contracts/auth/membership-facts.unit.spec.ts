import { event } from '../declare/event';
import {
  MembershipAccepted,
  MembershipDeactivated,
  MembershipGranted,
  MembershipReactivated,
  MembershipRemoved,
} from './membership-events';
import { membershipFacts } from './membership-facts';

const [ADA, GRACE] = ['0197a3c4-0000-7000-8000-0000000000a1', '0197a3c4-0000-7000-8000-0000000000a2'] as const;
const of = (membershipId: string) => ({ membershipId, organizationId: '0197a3c4-0000-7000-8000-00000000000a' });
const granted = (membershipId: string) =>
  event(MembershipGranted, { ...of(membershipId), roles: [], email: 'a@example.org', name: 'A', passwordId: null });

function after(...events: readonly { readonly type: string; readonly data: object }[]) {
  const fold = (state: ReturnType<typeof membershipFacts.initial>, each: object, revision: number) =>
    membershipFacts.evolve(state, { ...each, revision, occurredAt: '' } as never);
  return [...events.reduce(fold, membershipFacts.initial())];
}

it('other services know who is a member and who is not any more', () => {
  const before = [granted(ADA), granted(GRACE), event(MembershipAccepted, { ...of(ADA), by: 'invitation' })];
  expect(after(...before)).toEqual([
    [ADA, 'active'],
    [GRACE, 'pending'],
  ]);
  expect(after(...before, event(MembershipDeactivated, of(ADA)))).toContainEqual([ADA, 'inactive']);
  const back = [
    event(MembershipDeactivated, of(GRACE)),
    event(MembershipReactivated, { ...of(GRACE), status: 'pending' }),
  ];
  expect(after(...before, ...back)).toContainEqual([GRACE, 'pending']);
  expect(after(...before, event(MembershipRemoved, { ...of(ADA), reason: 'left' }))).toEqual([[GRACE, 'pending']]);
});
