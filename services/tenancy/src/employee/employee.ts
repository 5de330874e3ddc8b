import { evolve } from '#contracts/declare/fold';
import {
  EmployeeAdded,
  EmployeeChanged,
  EmployeeErased,
  SpellEnded,
  SpellEndWithdrawn,
  SpellStartCorrected,
  SpellStarted,
  SpellWithdrawn,
} from '#contracts/tenancy/employee-events';
import { aggregate, type EventsOf, type UniqueValue } from '#libs/event-sourcing';

/** The details of an employee that can be changed at any time. */
export type EmployeeDetails = Omit<EmployeeChanged, 'employeeId'>;

/** One employment; both days belong to it. */
export interface Spell {
  readonly startsOn: string;
  readonly lastDay: string | null;
  readonly reason: string | null;
}

/** An employee as decisions see it. Names and addresses are null after an erasure. */
export interface Employee {
  readonly status: 'absent' | 'known' | 'erased';
  /** The id in the system that the person comes from, as an HMAC; null for a person without one. */
  readonly identity: string | null;
  readonly details: EmployeeDetails;
  /** Oldest first; each begins after the end of the one before. */
  readonly spells: readonly Spell[];
}

const NOTHING: EmployeeDetails = {
  firstName: '',
  lastName: '',
  email: null,
  position: null,
  departmentId: null,
  managerId: null,
};

/** The unique value of an identity: its holder is the employee's stream, of an erased employee too. */
export function employeeIdentity(identity: string): UniqueValue {
  return { unique: 'employee_identity', scope: 'tenant', value: identity, pointer: '/externalId' };
}

export const employee = aggregate(
  'tenancy.employee',
  (): Employee => ({ status: 'absent', identity: null, details: NOTHING, spells: [] }),
  [
    evolve(EmployeeAdded, (state, { data: { employeeId: _, source: __, externalId: ___, identity, ...details } }) => ({
      ...state,
      status: 'known',
      identity,
      details,
    })),
    evolve(EmployeeChanged, (state, { data: { employeeId: _, ...details } }) => ({ ...state, details })),
    evolve(SpellStarted, (state, { data: { startsOn } }) => ({
      ...state,
      spells: [...state.spells, { startsOn, lastDay: null, reason: null }],
    })),
    evolve(SpellStartCorrected, (state, { data: { spell, startsOn } }) => inSpell(state, spell, { startsOn })),
    evolve(SpellEnded, (state, { data: { spell, lastDay, reason } }) => inSpell(state, spell, { lastDay, reason })),
    // With the identity: an erasure is recorded again in a restored log that may not have the employee.
    evolve(EmployeeErased, (state, { data: { identity } }) => ({
      ...state,
      status: 'erased',
      identity,
      details: NOTHING,
    })),
    evolve(SpellWithdrawn, (state) => ({ ...state, spells: state.spells.slice(0, -1) })),
    evolve(SpellEndWithdrawn, (state, { data: { spell } }) => inSpell(state, spell, { lastDay: null, reason: null })),
  ],
  {
    /**
     * A person is one employee, by the id in the system that they come from, also after an erasure: so nobody adds
     * them again. An open employment takes a slot.
     */
    reserve: ({ status, identity, spells }) => [
      ...(identity === null ? [] : [employeeIdentity(identity)]),
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
