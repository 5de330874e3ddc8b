import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Instant, Text } from '../declare/fields';

@Command({
  subject: 'inventory.release-lot',
  permission: 'inventory.lot.manage',
  route: 'POST /lots/{lotId}/release',
  status: 200,
  summary: 'Release a lot from quarantine',
  answers: Created,
  refuses: ['CONFLICT', 'EFFECTIVE_IN_FUTURE'],
})
export class ReleaseLot {
  @Id() lotId!: string;
  @Text({ max: 2000, lines: true, optional: true }) reason?: string;
  @Instant({ optional: true, description: 'From then on. Default: now' }) effectiveAt?: string;
}
