import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';

@Command({
  subject: 'workflow.cancel-case',
  permission: 'workflow.case.manage',
  route: 'POST /cases/{caseId}/cancel',
  status: 200,
  ifMatch: true,
  summary: 'Cancel a case; its open tasks are closed with the reason',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class CancelCase {
  @Id() caseId!: string;
  @Text({ max: 500, lines: true, example: 'The contract was not signed' }) reason!: string;
}
