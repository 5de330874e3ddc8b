import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Id } from '../declare/fields';

/** The processes whose lines are posted to items. */
export const POSTED_SOURCES = ['document', 'order_receipt', 'count'] as const;
export type PostedSource = (typeof POSTED_SOURCES)[number];

/** Sent by the service itself: every line of the part that is still pending is posted, and its outcome recorded. */
@Command({
  subject: 'inventory.post-stock',
  permission: 'service',
  status: 200,
  summary: 'Post the pending lines of a document, receipt or count to their items',
  answers: Created,
  sentBy: ['inventory'],
})
export class PostStock {
  @Choice(POSTED_SOURCES) source!: PostedSource;
  @Id({ description: 'The document, order or count' }) sourceId!: string;
  @Id({ description: "Of an order, the receipt; else the source's own" }) partId!: string;
}
