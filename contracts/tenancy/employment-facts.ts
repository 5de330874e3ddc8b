import { evolve, foreign } from '../declare/fold';
import {
  EmployeeAccessRevoked,
  EmployeeAdded,
  EmployeeChanged,
  EmployeeErased,
  EmployeeLinked,
  EmployeeUnlinked,
  SpellEnded,
  SpellEndWithdrawn,
  SpellStartCorrected,
  SpellStarted,
  SpellWithdrawn,
} from './employee-events';

/** One employment of a person; both days belong to it. */
interface EmploymentDays {
  readonly startsOn: string;
  readonly lastDay: string | null;
}

/** The facts of an employee that other services may use in decisions. */
export interface EmploymentFacts {
  readonly status: 'absent' | 'known' | 'erased';
  readonly departmentId: string | null;
  /** The user (membership) as whom they sign in; null: none. */
  readonly userId: string | null;
  /** Access was revoked then, of the employments that had begun; null: never. */
  readonly accessRevokedAt: string | null;
  /** Oldest first. */
  readonly spells: readonly EmploymentDays[];
}

const ABSENT: EmploymentFacts = {
  status: 'absent',
  departmentId: null,
  userId: null,
  accessRevokedAt: null,
  spells: [],
};

/** The stream is in the organisation's tenant, named by the employee's id. */
export const employmentFacts = foreign('tenancy.employee', () => ABSENT, [
  evolve(EmployeeAdded, (state, { data: { departmentId } }) => ({ ...state, status: 'known', departmentId })),
  evolve(EmployeeChanged, (state, { data: { departmentId } }) => ({ ...state, departmentId })),
  evolve(SpellStarted, (state, { data: { startsOn } }) => ({
    ...state,
    spells: [...state.spells, { startsOn, lastDay: null }],
  })),
  evolve(SpellStartCorrected, (state, { data: { spell, startsOn } }) => withDays(state, spell, { startsOn })),
  evolve(SpellEnded, (state, { data: { spell, lastDay } }) => withDays(state, spell, { lastDay })),
  evolve(SpellEndWithdrawn, (state, { data: { spell } }) => withDays(state, spell, { lastDay: null })),
  evolve(SpellWithdrawn, (state) => ({ ...state, spells: state.spells.slice(0, -1) })),
  evolve(EmployeeAccessRevoked, (state, { data: { revokedAt: accessRevokedAt } }) => ({ ...state, accessRevokedAt })),
  evolve(EmployeeLinked, (state, { data: { userId } }) => ({ ...state, userId })),
  evolve(EmployeeUnlinked, (state) => ({ ...state, userId: null })),
  evolve(EmployeeErased, (state) => ({ ...state, status: 'erased' })),
]);

function withDays(state: EmploymentFacts, spell: number, days: Partial<EmploymentDays>): EmploymentFacts {
  return { ...state, spells: state.spells.map((each, at) => (at === spell - 1 ? { ...each, ...days } : each)) };
}
