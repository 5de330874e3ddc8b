import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Instant, Text } from '../declare/fields';

@Command({
  subject: 'inventory.recall-lot',
  permission: 'inventory.lot.manage',
  route: 'POST /lots/{lotId}/recall',
  status: 200,
  summary: 'Recall a lot: it goes into quarantine, and the reason is remembered',
  answers: Created,
  refuses: ['CONFLICT', 'EFFECTIVE_IN_FUTURE'],
})
export class RecallLot {
  @Id() lotId!: string;
  @Text({ max: 2000, lines: true }) reason!: string;
  @Instant({ optional: true, description: 'From then on. Default: now' }) effectiveAt?: string;
}
