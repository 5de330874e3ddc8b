import { Created } from '../created';
import { Command } from '../declare/contract';
import { Count, Id } from '../declare/fields';
import { MAX_CASE_TASKS } from './inbox-events';

export class HandedOverCase extends Created {
  @Count({ min: 0, max: MAX_CASE_TASKS, description: 'Tasks that are under way; the case shows their outcome' })
  tasks!: number;
}

@Command({
  subject: 'workflow.hand-over-case',
  permission: 'workflow.case.manage',
  route: 'POST /cases/{caseId}/hand-over',
  status: 200,
  ifMatch: true,
  summary: 'Hand over everything that the person of a case owns, at once',
  answers: HandedOverCase,
  refuses: ['CONFLICT'],
})
export class HandOverCase {
  @Id() caseId!: string;
  @Id({ description: 'The user who has it afterwards' }) to!: string;
}
