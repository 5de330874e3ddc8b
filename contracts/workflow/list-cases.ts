import { Query } from '../declare/contract';
import { Choice, Count, Id, Instant, LocalDate, Nested, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { CASE_KINDS, type CaseKind } from './case-events';
import { MAX_CASE_TASKS } from './inbox-events';
import { ShownPerson } from './task-answers';

export const CASE_STATUSES = ['open', 'completed', 'canceled'] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

export class CaseSummary {
  @Id() id!: string;
  @Choice(CASE_KINDS) kind!: CaseKind;
  @Choice(CASE_STATUSES) status!: CaseStatus;
  @Nested(() => ShownPerson) person!: ShownPerson;
  @LocalDate({ description: 'The first day, the day of the move, or the last day' }) effectiveOn!: string;
  @Instant({ nullable: true, description: 'The instant from which it holds: of a leave, the end of the last day' })
  effectiveAt!: string | null;
  @Text({ max: 500, nullable: true, lines: true }) canceledReason!: string | null;
  @Count({ min: 0, max: MAX_CASE_TASKS, description: 'Tasks that are not settled' }) openTasks!: number;
  @Count({ min: 0, max: MAX_CASE_TASKS, description: 'Of them, those whose command was refused' }) failedTasks!: number;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'workflow.list-cases',
  permission: 'workflow.case.read',
  route: 'GET /cases',
  summary: 'List cases of people who come, move or leave',
  answers: CaseSummary,
  list: { sort: ['createdAt', 'effectiveOn'], order: '-createdAt' },
})
export class ListCases extends ListRequest {
  @Choice(CASE_KINDS, { optional: true }) kind?: CaseKind;
  @Choice(CASE_STATUSES, { optional: true }) status?: CaseStatus;
  @Id({ optional: true }) employeeId?: string;
}
