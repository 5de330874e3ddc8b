import { event } from '../declare/event';
import { CustomRoleChanged, CustomRoleCreated, CustomRoleDeleted } from './custom-role-events';
import { memberAccess, membersWith } from './member-access';
import {
  MembershipAccepted,
  MembershipAssignmentsSet,
  MembershipDeactivated,
  MembershipGranted,
  MembershipLinked,
  MembershipReactivated,
  MembershipRemoved,
  MembershipRolesSet,
} from './membership-events';
import { ServiceAccountCreated, ServiceAccountRemoved } from './service-account-events';

const [ORGANIZATION, MEMBER, ACCOUNT, ROLE, ROBOT] = [1, 2, 3, 4, 5].map(
  (n) => `0197a3c4-0000-7000-8000-00000000000${n}`,
) as [string, string, string, string, string];

type Event = Parameters<typeof memberAccess.evolve>[1];

interface Made {
  readonly type: string;
  readonly data: object;
}

const folded = (...events: readonly Made[]) =>
  events.reduce(
    (state, made, revision) =>
      memberAccess.evolve(state, { ...made, revision, occurredAt: '2026-01-31T12:00:00.000Z' } as Event),
    memberAccess.initial(),
  );

const readers = (...events: readonly Made[]) => [...membersWith(folded(...events), 'inventory.stock.read')];

const of = { membershipId: MEMBER, organizationId: ORGANIZATION };
const person = { email: 'ada@example.org', name: 'Ada', passwordId: null };
const joined = (roles: readonly string[]) => [
  event(MembershipGranted, { ...of, ...person, roles }),
  event(MembershipLinked, { ...of, accountId: ACCOUNT, proofs: 0 }),
  event(MembershipAccepted, { ...of, by: 'invitation' as const }),
];

it('a member has what its roles give while its membership is active', () => {
  expect(readers(...joined(['viewer']).slice(0, 2))).toEqual([]);
  expect(readers(...joined(['viewer']))).toEqual([MEMBER]);
  expect(readers(...joined(['counter']))).toEqual([]);
  expect(readers(...joined(['viewer']), event(MembershipRolesSet, { ...of, roles: ['counter'] }))).toEqual([]);
  const left = [...joined(['viewer']), event(MembershipDeactivated, of)];
  expect(readers(...left)).toEqual([]);
  expect(readers(...left, event(MembershipReactivated, { ...of, status: 'active' as const }))).toEqual([MEMBER]);
  expect(readers(...joined(['viewer']), event(MembershipRemoved, { ...of, reason: 'left' as const }))).toEqual([]);
});

it("a role of the organisation's own gives what it holds now, under its present name", () => {
  const role = { roleId: ROLE, organizationId: ORGANIZATION, name: 'buyer', permissions: ['inventory.stock.read'] };
  const holder = joined(['buyer']);
  expect(readers(...holder)).toEqual([]);
  const made = [...holder, event(CustomRoleCreated, role)];
  expect(readers(...made)).toEqual([MEMBER]);
  expect(readers(...made, event(CustomRoleChanged, { ...role, permissions: ['inventory.item.read'] }))).toEqual([]);
  expect(readers(...made, event(CustomRoleChanged, { ...role, name: 'purchaser' }))).toEqual([]);
  expect(readers(...made, event(CustomRoleDeleted, role))).toEqual([]);
});

it('a service account is one, until it is removed', () => {
  const robot = { serviceAccountId: ROBOT, organizationId: ORGANIZATION };
  const made = event(ServiceAccountCreated, { ...robot, name: 'Robot', roles: ['viewer'] });
  expect(readers(made)).toEqual([ROBOT]);
  expect(readers(made, event(ServiceAccountRemoved, robot))).toEqual([]);
});

it('a permission that is bound to a scope reaches what is assigned, and everything with a role that holds it everywhere', () => {
  const within = (about: readonly string[], ...events: readonly Made[]) => [
    ...membersWith(folded(...events), 'catalogue.payment.read', about),
  ];
  const assigned = event(MembershipAssignmentsSet, { ...of, services: [], products: [ROBOT] });
  expect(within([ROBOT], ...joined(['product_admin']))).toEqual([]);
  expect(within([ROBOT], ...joined(['product_admin']), assigned)).toEqual([MEMBER]);
  expect(within([ROLE], ...joined(['product_admin']), assigned)).toEqual([]);
  expect(within([ROLE], ...joined(['admin']))).toEqual([MEMBER]);
});
