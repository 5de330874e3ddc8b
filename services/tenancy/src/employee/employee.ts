import { evolve } from '#contracts/declare/fold';
import {
  EmployeeAccessRevoked,
  EmployeeAdded,
  EmployeeChangeAwaited,
  EmployeeChanged,
  EmployeeErased,
  EmployeeLinked,
  EmployeeUnlinked,
  PersonNoticeRecorded,
  SpellEnded,
  SpellEndWithdrawn,
  SpellStartCorrected,
  SpellStarted,
  SpellWithdrawn,
} from '#contracts/tenancy/employee-events';
import { aggregate, type EventsOf, type UniqueValue } from '#libs/event-sourcing';
import { NOTHING, type Spell } from './employee-details';
import type { Employee } from './employee-state';
import { changedDetails, givenDetails, noticeStatement, stated, withoutEmployment } from './employee-statements';

/** The unique value of an identity: its holder is the employee's stream, of an erased employee too. */
export function employeeIdentity(identity: string): UniqueValue {
  return { unique: 'employee_identity', scope: 'tenant', value: identity, pointer: '/externalId' };
}

/** A user is linked to one employee at most. */
export function employeeUser(userId: string): UniqueValue {
  return { unique: 'employee_user', scope: 'tenant', value: userId, pointer: '/userId' };
}

export const employee = aggregate(
  'tenancy.employee',
  (): Employee => ({
    status: 'absent',
    identity: null,
    details: NOTHING,
    userId: null,
    wasLinked: false,
    accessRevokedAt: null,
    spells: [],
    statements: [],
    nextChangeOn: null,
    following: 0,
  }),
  [
    evolve(PersonNoticeRecorded, (state, { data }) => ({
      ...state,
      identity: data.identity,
      statements: state.status === 'erased' ? [] : [...state.statements, noticeStatement(data)],
      following: data.follows,
    })),
    evolve(EmployeeAdded, (state, fact) => {
      const { employeeId: _, source: __, externalId: ___, identity, ...details } = fact.data;
      const added: Employee = { ...state, status: 'known', identity, details };
      return stated(state, added, fact, { days: [], fields: givenDetails(fact.data) });
    }),
    evolve(EmployeeChanged, (state, fact) => {
      const { employeeId: _, ...details } = fact.data;
      return stated(state, { ...state, details }, fact, { days: [], fields: changedDetails(state.details, details) });
    }),
    evolve(SpellStarted, (state, fact) => {
      const { startsOn, spell } = fact.data;
      const spells = [...state.spells, { startsOn, lastDay: null, reason: null }];
      return stated(state, { ...state, spells }, fact, {
        days: [{ of: 'start', day: startsOn, isRehire: spell > 1 }],
      });
    }),
    evolve(SpellStartCorrected, (state, fact) => {
      const { startsOn, spell } = fact.data;
      return stated(state, inSpell(state, spell, { startsOn }), fact, {
        days: [{ of: 'start', day: startsOn, isRehire: spell > 1 }],
      });
    }),
    evolve(SpellEnded, (state, fact) => {
      const { spell, lastDay, reason } = fact.data;
      return stated(state, inSpell(state, spell, { lastDay, reason }), fact, {
        days: [{ of: 'end', day: lastDay, reason }],
      });
    }),
    evolve(SpellEndWithdrawn, (state, fact) => {
      const { spell } = fact.data;
      return stated(state, inSpell(state, spell, { lastDay: null, reason: null }), fact, {
        days: [{ of: 'no_end', day: state.spells[spell - 1]?.startsOn ?? null }],
      });
    }),
    evolve(SpellWithdrawn, (state, fact) => {
      const now = { ...state, spells: state.spells.slice(0, -1) };
      if (state.following > 0) return stated(state, now, fact, { days: [] });
      const startsOn = state.spells.at(-1)?.startsOn;
      return startsOn === undefined ? now : { ...now, statements: withoutEmployment(state.statements, startsOn) };
    }),
    evolve(EmployeeAccessRevoked, (state, { data: { revokedAt: accessRevokedAt } }) => ({
      ...state,
      accessRevokedAt,
      following: Math.max(0, state.following - 1),
    })),
    evolve(EmployeeChangeAwaited, (state, { data: { nextOn, follows } }) => ({
      ...state,
      nextChangeOn: nextOn,
      following: Math.max(0, state.following - 1) + follows,
    })),
    evolve(EmployeeLinked, (state, { data: { userId } }) => ({ ...state, userId, wasLinked: true })),
    evolve(EmployeeUnlinked, (state) => ({ ...state, userId: null })),
    // With the identity: an erasure is recorded again in a restored log that may not have the employee.
    evolve(EmployeeErased, (state, { data: { identity } }) => ({
      ...state,
      status: 'erased',
      identity,
      details: NOTHING,
      statements: [],
      nextChangeOn: null,
      following: 0,
    })),
  ],
  {
    /**
     * A person is one employee, by the id in the system that they come from, also after an erasure: so nobody adds
     * them again. An open employment takes a slot.
     */
    reserve: ({ status, identity, userId, spells }) => [
      ...(identity === null ? [] : [employeeIdentity(identity)]),
      ...(userId !== null ? [employeeUser(userId)] : []),
      ...(status === 'known' && spells.at(-1)?.lastDay === null
        ? ([{ roster: 'employees', scope: 'tenant' }] as const)
        : []),
    ],
  },
);

export type EmployeeEvent = EventsOf<typeof employee>;

function inSpell(state: Employee, spell: number, changed: Partial<Spell>): Employee {
  return { ...state, spells: state.spells.map((each, at) => (at === spell - 1 ? { ...each, ...changed } : each)) };
}
