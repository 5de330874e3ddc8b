import { Command } from '../declare/contract';
import { Choice, Id, List, Nested, Text } from '../declare/fields';
import { QUARANTINE_REASONS, type QuarantineReason } from './hr-delivery-events';

/** The largest body of a call, in bytes. */
export const MAX_DELIVERY_BYTES = 512 * 1024;

/** The names under which an organisation's default source is called; no slug is one of them. */
export const SOURCE_ALIASES: ReadonlySet<string> = new Set(['onboarding', 'offboarding']);

/** The headers that sign a call, or say what its body is. No other header is looked at, or kept. */
export const DELIVERY_HEADERS = [
  'content-type',
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
  'x-api-key',
  'authorization',
  'x-bamboohr-signature',
  'x-bamboohr-timestamp',
  'bob-signature',
  'x-deel-signature',
] as const;
export type DeliveryHeaderName = (typeof DELIVERY_HEADERS)[number];

export class DeliveryHeader {
  @Choice(DELIVERY_HEADERS) name!: DeliveryHeaderName;
  @Text({ min: 0, max: 4000 }) value!: string;
}

/** `answered`: a test call. `refused`: it is in quarantine, or that is full. */
export const RECEIPTS = ['accepted', 'answered', 'refused', 'unreadable'] as const;
export type Receipt = (typeof RECEIPTS)[number];

export class ReceivedHrDelivery {
  @Choice(RECEIPTS) receipt!: Receipt;
  @Choice(['200', '202', '400', '401'], { description: 'The status that the sender expects' })
  status!: '200' | '202' | '400' | '401';
  @Id({ nullable: true }) deliveryId!: string | null;
  @Text({ max: 300, nullable: true, description: 'Of an unreadable body' }) problem!: string | null;
  @Choice(QUARANTINE_REASONS, { nullable: true, description: 'Of a refused call' }) reason!: QuarantineReason | null;
}

/** Behind `POST webhooks/hr/{source}`, which passes the bytes on as they came. */
@Command({
  subject: 'workflow.receive-hr-delivery',
  permission: 'service',
  status: 200,
  summary: 'Take a call of a source of HR events',
  answers: ReceivedHrDelivery,
  refuses: ['NOT_FOUND'],
  sentBy: ['gateway'],
})
export class ReceiveHrDelivery {
  @Text({
    max: 63,
    example: 'acme-bamboohr',
    description: 'The slug; `onboarding` and `offboarding` are for the default',
  })
  source!: string;
  @Text({ max: 63, optional: true, example: 'acme-foods', description: 'Whose default source is meant: slug or id' })
  organization?: string;
  @List(Nested(() => DeliveryHeader), { max: DELIVERY_HEADERS.length }) headers!: readonly DeliveryHeader[];
  @Text({ min: 0, max: 710_000, description: 'The bytes of the body, in base64', example: 'e30=' }) body!: string;
}
