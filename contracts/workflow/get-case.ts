import { Query } from '../declare/contract';
import { Id, List, Nested } from '../declare/fields';
import { CaseSummary } from './list-cases';
import { CaseTask } from './task-answers';

/** Together they fit one answer. */
export const MAX_SHOWN_TASKS = 120;

export class CaseDetails extends CaseSummary {
  @List(Nested(() => CaseTask), {
    max: MAX_SHOWN_TASKS,
    description: 'In the order in which they were opened; of more, those that are not settled first',
  })
  tasks!: readonly CaseTask[];
}

@Query({
  subject: 'workflow.get-case',
  permission: 'workflow.case.read',
  route: 'GET /cases/{caseId}',
  summary: 'Read a case with its tasks',
  answers: CaseDetails,
  etag: true,
})
export class GetCase {
  @Id() caseId!: string;
}
