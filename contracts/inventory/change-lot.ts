import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Instant, LocalDate } from '../declare/fields';

@Command({
  subject: 'inventory.change-lot',
  permission: 'inventory.lot.manage',
  route: 'PATCH /lots/{lotId}',
  status: 200,
  summary: "Correct a lot's expiry",
  answers: Created,
  refuses: ['EFFECTIVE_IN_FUTURE'],
})
export class ChangeLot {
  @Id() lotId!: string;
  @LocalDate({ nullable: true, description: 'Its last day; null: it does not expire' }) expiresOn!: string | null;
  @Instant({ optional: true, description: 'From then on. Default: now' }) effectiveAt?: string;
}
