import { Created } from '../created';
import { Command } from '../declare/contract';
import { Code, Id, Instant, Text } from '../declare/fields';

@Command({
  subject: 'kpi.correct-stop',
  permission: 'kpi.entry.record',
  route: 'PATCH /downtimes/{stopId}',
  status: 200,
  ifMatch: true,
  summary: 'Correct a stop, or give it a reason afterwards',
  answers: Created,
  refuses: ['DUPLICATE', 'PERIOD_CLOSED', 'READ_MODEL_FILLING'],
})
export class CorrectStop {
  @Id() stopId!: string;
  @Instant({ optional: true, description: 'On the same business date' }) from?: string;
  @Instant({ optional: true, nullable: true, description: 'Null: it is still open' }) to?: string | null;
  @Code({ optional: true, nullable: true, description: 'The code of a stop reason; null: none' })
  reason?: string | null;
  @Text({ max: 2000, lines: true, optional: true, nullable: true, example: 'Belt replaced' }) note?: string | null;
}
