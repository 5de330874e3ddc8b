import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { ChangedOutput } from './production-fields';

@Command({
  subject: 'kpi.correct-production',
  permission: 'kpi.entry.record',
  route: 'PATCH /production-entries/{entryId}',
  status: 200,
  ifMatch: true,
  summary: 'Correct a production entry',
  answers: Created,
  refuses: ['QUANTITIES_DIFFER', 'UNIT_NOT_EXACT', 'PERIOD_CLOSED', 'READ_MODEL_FILLING'],
})
export class CorrectProduction extends ChangedOutput {
  @Id() entryId!: string;
}
