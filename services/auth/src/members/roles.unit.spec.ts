import fc from 'fast-check';
import { DomainError } from '#contracts/errors';
import { decidingActor, builtInAccess } from '#libs/identity';
import type { Given } from '#libs/event-sourcing';
import { GIVEN } from '#libs/testing/given-when-then';
import { changeRole, createRole, deleteRole } from '../role/change-role';
import { createUser } from './create-user';
import { deactivateUser } from './deactivate-user';
import { ADA, GRACE, addressOf, joined } from './membership.fixture';
import { members, type MembershipEvent, type Members } from './members';
import { reactivateUser } from './reactivate-user';
import { removeUser } from './remove-member';
import { permissionsIn, refuseHolderOfMore, refuseRolesBeyond } from './roles';
import { setRoles } from './set-roles';

const LINUS = '0197a3c4-0000-7000-8000-0000000000a3';
const PEOPLE = [ADA, GRACE, LINUS];
const ROLE_NAMES = ['Clerk', 'Lead'];
const PERMISSIONS = ['user.roles.assign', 'role.manage', 'user.create', 'inventory.item.read', 'inventory.item.manage'];

function folded(events: readonly MembershipEvent[]): Members {
  return events.reduce(
    (state, each, revision) => members.evolve(state, { ...each, revision, occurredAt: GIVEN.now }),
    members.initial(),
  );
}

/** A member as a decision sees them, with what the log gives them. */
function actorIn(state: Members, id: string): Given['actor'] {
  const roles = state.get(id)?.roles ?? [];
  const access = { permissions: permissionsIn(state, roles), scopes: builtInAccess(roles).scopes };
  return decidingActor({ id, roles, access });
}

const heldBy = (state: Members, id: string): ReadonlySet<string> => {
  const member = state.get(id);
  return member && member.status !== 'removed' ? permissionsIn(state, member.roles) : new Set();
};

type Attempt = (state: Members, given: Given<never>) => readonly MembershipEvent[];

const roles = fc.uniqueArray(fc.constantFrom('admin', 'manager', 'viewer', 'product_admin', ...ROLE_NAMES), {
  maxLength: 3,
});
const permissions = fc.uniqueArray(fc.constantFrom(...PERMISSIONS), { maxLength: 3 });
const person = fc.constantFrom(...PEOPLE);
const name = fc.constantFrom(...ROLE_NAMES, 'Renamed');
const roleIn = (state: Members, index: number) => [...state.customRoles.keys()][index] ?? LINUS;

const attempts: fc.Arbitrary<Attempt> = fc.oneof(
  fc.tuple(person, roles).map(
    ([userId, to]): Attempt =>
      (...at) =>
        setRoles({ userId, roles: to }, ...at),
  ),
  person.map(
    (userId): Attempt =>
      (...at) =>
        deactivateUser({ userId }, ...at),
  ),
  person.map(
    (userId): Attempt =>
      (...at) =>
        reactivateUser({ userId }, ...at),
  ),
  person.map(
    (userId): Attempt =>
      (...at) =>
        removeUser({ userId }, ...at),
  ),
  roles.map(
    (to): Attempt =>
      (...at) =>
        createUser({ email: addressOf(LINUS), name: 'New', roles: to }, ...at),
  ),
  fc.tuple(name, permissions).map(
    ([named, to]): Attempt =>
      (...at) =>
        createRole({ name: named, permissions: to }, ...at),
  ),
  fc.tuple(fc.nat(2), name, permissions).map(
    ([index, named, to]): Attempt =>
      (state, given) =>
        changeRole({ roleId: roleIn(state, index), name: named, permissions: to }, state, given),
  ),
  fc.nat(2).map(
    (index): Attempt =>
      (state, given) =>
        deleteRole({ roleId: roleIn(state, index) }, state, given),
  ),
);

it('nobody gains what its giver does not hold, loses what its taker does not hold, or changes their own', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(person, attempts), { maxLength: 25 }), (steps) => {
      const log = [...joined(ADA, ['admin']), ...joined(GRACE, ['manager']), ...joined(LINUS, ['viewer'])];
      steps.forEach(([actorId, attempt], step) => {
        const before = folded(log);
        // A deactivated or removed member has no token.
        if (before.get(actorId)?.status !== 'active') return;
        const newId = (what: string) => GIVEN.newId(`${what} ${step}`);
        const actor = actorIn(before, actorId);
        const given = { ...GIVEN, newId, actor, facts: { limit: 200, passwordId: null, hasLeft: false } };
        const decided = outcomeOf(() => attempt(folded(log), given as never));
        log.push(...decided);
        const after = folded(log);
        expect(
          [...after.values()].some(({ status, roles: held }) => status === 'active' && held.includes('admin')),
        ).toBe(true);
        for (const id of new Set([...before.keys(), ...after.keys()])) {
          const [had, has] = [heldBy(before, id), heldBy(after, id)];
          const isSame = had.size === has.size && [...had].every((each) => has.has(each));
          const isTouched = !isSame || before.get(id)?.status !== after.get(id)?.status;
          if (id === actorId && after.get(id)?.status === 'active')
            expect([...has].toSorted()).toEqual([...had].toSorted());
          if (id === actorId || !isTouched) continue;
          expect([...has].filter((each) => !had.has(each) && !actor.may(each as never))).toEqual([]);
          expect([...had].filter((each) => !actor.may(each as never))).toEqual([]);
        }
      });
    }),
    { numRuns: 300 },
  );
});

function outcomeOf(decided: () => readonly MembershipEvent[]): readonly MembershipEvent[] {
  try {
    return decided();
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}

describe('what a role holds', () => {
  const state = folded([...joined(GRACE, ['admin']), ...joined(ADA, ['viewer'])]);
  const by = (id: string, ...roles: readonly string[]) => ({ actor: decidingActor({ id, roles: [...roles] }) });

  it('of products and services is given by administrators alone, whatever others hold', () => {
    for (const role of ['service_admin', 'product_admin']) {
      expect(() => refuseRolesBeyond(by(ADA, 'admin'), state, [role])).toThrow('cannot grant');
      expect(() => refuseRolesBeyond(by(GRACE, 'admin'), state, [role])).not.toThrow();
      expect(() => refuseRolesBeyond(by(LINUS, 'super_admin'), state, [role])).not.toThrow();
    }
  });

  it('is not changed by an actor who holds less', () => {
    expect(() => refuseHolderOfMore(by(LINUS, 'manager'), state, ['admin'])).toThrow('permissions that you do not');
    expect(() => refuseHolderOfMore(by(LINUS, 'manager'), state, ['counter'])).not.toThrow();
  });
});
