import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Id, LocalDate } from '../declare/fields';
import { CASE_KINDS, type CaseKind } from './case-events';

/** Cases of people whose employment begins, changes or ends are opened by the platform itself. */
@Command({
  subject: 'workflow.open-case',
  permission: 'workflow.case.manage',
  route: 'POST /cases',
  status: 201,
  location: '/cases/{id}',
  summary: 'Open a case for an employee by hand',
  answers: Created,
})
export class OpenCase {
  @Choice(CASE_KINDS) kind!: CaseKind;
  @Id() employeeId!: string;
  @LocalDate({ description: 'The first day, the day of the move, or the last day' }) effectiveOn!: string;
}
