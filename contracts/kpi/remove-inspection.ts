import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'kpi.remove-inspection',
  permission: 'kpi.entry.record',
  route: 'DELETE /inspections/{inspectionId}',
  status: 200,
  ifMatch: true,
  summary: 'Remove an inspection',
  answers: Created,
  refuses: ['PERIOD_CLOSED', 'READ_MODEL_FILLING'],
})
export class RemoveInspection {
  @Id() inspectionId!: string;
}
