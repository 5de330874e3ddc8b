import { evolve } from '#contracts/declare/fold';
import {
  EmployeeAdded,
  EmployeeChanged,
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
  readonly status: 'absent' | 'known';
  readonly source: string;
  readonly externalId: string | null;
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

export const employee = aggregate(
  'tenancy.employee',
  (): Employee => ({ status: 'absent', source: '', externalId: null, details: NOTHING, spells: [] }),
  [
    evolve(EmployeeAdded, (state, { data: { employeeId: _, source, externalId, ...details } }) => ({
      ...state,
      status: 'known',
      source,
      externalId,
      details,
    })),
    evolve(EmployeeChanged, (state, { data: { employeeId: _, ...details } }) => ({ ...state, details })),
    evolve(SpellStarted, (state, { data: { startsOn } }) => ({
      ...state,
      spells: [...state.spells, { startsOn, lastDay: null, reason: null }],
    })),
    evolve(SpellStartCorrected, (state, { data: { spell, startsOn } }) => inSpell(state, spell, { startsOn })),
    evolve(SpellEnded, (state, { data: { spell, lastDay, reason } }) => inSpell(state, spell, { lastDay, reason })),
    evolve(SpellWithdrawn, (state) => ({ ...state, spells: state.spells.slice(0, -1) })),
    evolve(SpellEndWithdrawn, (state, { data: { spell } }) => inSpell(state, spell, { lastDay: null, reason: null })),
  ],
  {
    /** A person is one employee, by the id in the system that they come from. An open employment takes a slot. */
    reserve: ({ source, externalId, spells }) => [
      ...(externalId === null ? [] : [externalIdOf(source, externalId)]),
      ...(spells.at(-1)?.lastDay === null ? ([{ roster: 'employees', scope: 'tenant' }] as const) : []),
    ],
  },
);

export type EmployeeEvent = EventsOf<typeof employee>;

/** A person known to HR, by the id in the system that they come from. */
export function externalIdOf(source: string, externalId: string): UniqueValue {
  const value = `${source}\n${externalId}`;
  return { unique: 'employee_external_id', scope: 'tenant', value, pointer: '/externalId' };
}

function inSpell(state: Employee, spell: number, changed: Partial<Spell>): Employee {
  return { ...state, spells: state.spells.map((each, at) => (at === spell - 1 ? { ...each, ...changed } : each)) };
}
