import { LocalDate, Text } from '../declare/fields';

/** `starting`: the first day lies ahead. `leaving`: the last day is known and not over. `ended`: it is over. */
export const EMPLOYEE_STATUSES = ['starting', 'active', 'leaving', 'ended'] as const;
export type EmployeeStatus = (typeof EMPLOYEE_STATUSES)[number];

/** The most employments of a person: together they fit one answer. */
export const MAX_SPELLS = 400;

/** One employment. Days are those of the organisation's time zone, and both belong to it. */
export class EmploymentSpell {
  @LocalDate() startsOn!: string;
  @LocalDate({ nullable: true, description: 'Null while no end is known' }) lastDay!: string | null;
  @Text({ max: 500, nullable: true, description: 'Why it ended' }) reason!: string | null;
}

/** How a spell stands on a day, `YYYY-MM-DD`. */
export function statusOn(day: string, { startsOn, lastDay }: Omit<EmploymentSpell, 'reason'>): EmployeeStatus {
  if (lastDay !== null && lastDay < day) return 'ended';
  if (startsOn > day) return 'starting';
  return lastDay === null ? 'active' : 'leaving';
}
