import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Instant } from '../declare/fields';

@Command({
  subject: 'kpi.end-stop',
  permission: 'kpi.entry.record',
  route: 'POST /downtimes/{stopId}/end',
  status: 200,
  ifMatch: true,
  summary: 'End an open stop',
  answers: Created,
  refuses: ['CONFLICT', 'PERIOD_CLOSED', 'READ_MODEL_FILLING'],
})
export class EndStop {
  @Id() stopId!: string;
  @Instant({ optional: true, description: 'Default: now' }) to?: string;
}
