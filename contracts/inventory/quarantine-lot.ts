import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Instant, Text } from '../declare/fields';

@Command({
  subject: 'inventory.quarantine-lot',
  permission: 'inventory.lot.manage',
  route: 'POST /lots/{lotId}/quarantine',
  status: 200,
  summary: 'Put a lot in quarantine',
  answers: Created,
  refuses: ['CONFLICT', 'EFFECTIVE_IN_FUTURE'],
})
export class QuarantineLot {
  @Id() lotId!: string;
  @Text({ max: 2000, lines: true, optional: true }) reason?: string;
  @Instant({ optional: true, description: 'From then on. Default: now' }) effectiveAt?: string;
}
