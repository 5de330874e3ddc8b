import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'kpi.remove-production',
  permission: 'kpi.entry.record',
  route: 'DELETE /production-entries/{entryId}',
  status: 200,
  ifMatch: true,
  summary: 'Remove a production entry',
  answers: Created,
  refuses: ['PERIOD_CLOSED', 'READ_MODEL_FILLING'],
})
export class RemoveProduction {
  @Id() entryId!: string;
}
