import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Instant, LocalDate, Quantity, Text } from '../declare/fields';

/** Order and line identify it: for others it is removed, and recorded anew. */
@Command({
  subject: 'kpi.correct-delivery',
  permission: 'kpi.entry.record',
  route: 'PATCH /deliveries/{deliveryId}',
  status: 200,
  ifMatch: true,
  summary: 'Correct a delivery, move its promise, or tell that it was made',
  answers: Created,
  refuses: ['PERIOD_CLOSED', 'READ_MODEL_FILLING'],
})
export class CorrectDelivery {
  @Id() deliveryId!: string;
  @LocalDate({ optional: true, nullable: true }) requestedOn?: string | null;
  @LocalDate({ optional: true, description: 'A promise that was moved is lastPromisedOn' }) firstPromisedOn?: string;
  @LocalDate({ optional: true, nullable: true }) lastPromisedOn?: string | null;
  @Instant({ optional: true, nullable: true, description: 'Null: it is open' }) deliveredAt?: string | null;
  @Quantity({ optional: true, example: '120' }) ordered?: string;
  @Quantity({ optional: true, description: 'Of a delivered one. Default with a first deliveredAt: all of it' })
  delivered?: string;
  @Text({ max: 300, optional: true, nullable: true, description: 'Null: none' }) justified?: string | null;
}
