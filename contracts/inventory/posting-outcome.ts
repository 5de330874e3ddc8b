import { Choice, Code, Count, Id, Text } from '../declare/fields';

/** The most lines of a document, an order or a receipt. */
export const MAX_LINES = 500;

/** Of an order: read whole, it has to fit one answer. */
export const MAX_ORDER_LINES = 200;
export const MAX_RECEIPTS = 200;

/** The posting of a line to its item's stock: under way, there, or refused. */
export const POSTINGS = ['pending', 'done', 'failed'] as const;
export type PostingState = (typeof POSTINGS)[number];

/** The outcome of posting one line of a process to its item. */
export class PostingOutcome {
  @Count({ min: 1, max: 10_000, description: 'Its number in the list, from 1' }) line!: number;
  @Id() itemId!: string;
  @Id({ description: 'Of a transfer: from where' }) locationId!: string;
  @Code({ nullable: true, description: 'As the line names it' }) lotNumber!: string | null;
  @Choice(['done', 'failed']) posting!: 'done' | 'failed';
  @Id({ nullable: true }) transactionId!: string | null;
  @Text({ max: 40, nullable: true, description: 'Why it failed', example: 'INSUFFICIENT_STOCK' }) code!: string | null;
}
