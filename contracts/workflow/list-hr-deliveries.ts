import { Query } from '../declare/contract';
import { Choice, Count, Id, Instant, List, Name, Nested, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { MAX_NOTICES, NoticeResult, QUARANTINE_REASONS, type QuarantineReason } from './hr-delivery-events';

export const DELIVERY_STATUSES = ['quarantined', 'unreadable', 'accepted', 'processed', 'failed', 'expired'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export class HrDelivery {
  @Id() id!: string;
  @Id() sourceId!: string;
  @Choice(DELIVERY_STATUSES) status!: DeliveryStatus;
  @Choice(QUARANTINE_REASONS, { nullable: true, description: 'Why it is in quarantine' })
  reason!: QuarantineReason | null;
  @Name({ nullable: true, description: 'Of a refusal', example: 'LIMIT_REACHED' }) code!: string | null;
  @Text({ max: 300, nullable: true, description: 'Why it cannot be read' }) problem!: string | null;
  @Text({ max: 200, nullable: true, description: "The sender's id of it" }) reference!: string | null;
  @Count({ min: 0, max: 1e9 }) size!: number;
  @Count({ min: 0, max: 1e6 }) attempt!: number;
  @List(Nested(() => NoticeResult), { max: MAX_NOTICES }) notices!: readonly NoticeResult[];
  @Instant() receivedAt!: string;
  @Instant({ nullable: true }) processedAt!: string | null;
  @Instant({ nullable: true, description: 'The API of the source was out of reach: when it is asked again' })
  retryAt!: string | null;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'workflow.list-hr-deliveries',
  permission: 'workflow.source.read',
  route: 'GET /webhook-deliveries',
  summary: 'List the calls of sources of HR events',
  answers: HrDelivery,
  list: { sort: ['receivedAt'], order: '-receivedAt' },
})
export class ListHrDeliveries extends ListRequest {
  @Id({ optional: true }) sourceId?: string;
  @Choice(DELIVERY_STATUSES, { optional: true }) status?: DeliveryStatus;
  @Instant({ optional: true, description: 'Received at or after' }) from?: string;
  @Instant({ optional: true, description: 'Received at or before' }) to?: string;
}
