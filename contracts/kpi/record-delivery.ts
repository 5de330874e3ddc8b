import { Created } from '../created';
import { Command } from '../declare/contract';
import { Code, Instant, LocalDate, Quantity, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';

@RequestRule(({ deliveredAt, delivered }: RecordDelivery) =>
  delivered !== undefined && deliveredAt === undefined
    ? { pointer: '/delivered', code: 'CHOICE', message: 'must be absent without deliveredAt' }
    : undefined,
)
@Command({
  subject: 'kpi.record-delivery',
  permission: 'kpi.entry.record',
  route: 'POST /deliveries',
  status: 201,
  location: '/deliveries/{id}',
  summary: 'Record what an order was promised, and what was delivered',
  answers: Created,
  refuses: ['DUPLICATE', 'PERIOD_CLOSED'],
})
export class RecordDelivery {
  @Code({ example: 'SO-4711' }) order!: string;
  @Code({ optional: true, example: '10', description: 'Absent: the order as a whole' }) line?: string;
  @LocalDate({ optional: true, example: '2026-03-08' }) requestedOn?: string;
  @LocalDate({ example: '2026-03-10', description: 'Deliveries are judged by it' }) firstPromisedOn!: string;
  @LocalDate({ optional: true, example: '2026-03-12', description: 'Absent: the promise was never moved' })
  lastPromisedOn?: string;
  @Instant({ optional: true, description: 'Absent: it is open' }) deliveredAt?: string;
  @Quantity({ example: '120' }) ordered!: string;
  @Quantity({ optional: true, example: '120', description: 'With deliveredAt. Default: all that was ordered' })
  delivered?: string;
  @Text({ max: 300, optional: true, description: 'The reason for a late one' }) justified?: string;
}
