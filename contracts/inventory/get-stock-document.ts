import { Query } from '../declare/contract';
import { Choice, Code, Count, Flag, Id, Instant, List, Money, Nested, Quantity, Text, Unit } from '../declare/fields';
import { MAX_LINES } from './posting-outcome';
import { DOCUMENT_KINDS, type DocumentKind } from './stock-document-events';
import { LinePosted } from './stock-document-recorded';
import { ADJUSTMENT_REASONS, type AdjustmentReason } from './stock-events';

export class DocumentLine extends LinePosted {
  @Count({ min: 1, max: MAX_LINES, description: 'Its number, from 1' }) line!: number;
  @Id() itemId!: string;
  @Id({ description: 'Of a transfer: from where' }) locationId!: string;
  @Id({ nullable: true, description: 'Of a transfer: to where' }) toLocationId!: string | null;
  @Quantity({ sign: 'signed' }) quantity!: string;
  @Unit({ nullable: true, description: "Null: the item's stock unit" }) unit!: string | null;
  @Money({ places: 8, nullable: true }) unitCost!: string | null;
  @Money({ nullable: true }) totalCost!: string | null;
  @Code({ nullable: true }) lotNumber!: string | null;
  @Choice(ADJUSTMENT_REASONS, { nullable: true }) reason!: AdjustmentReason | null;
  @Id({ nullable: true, description: 'Of a usage: the employee to whom it is issued' }) employeeId!: string | null;
  @Flag({ description: 'A refused line that was given up' }) withdrawn!: boolean;
}

/** A document of several items, with the posting of each line. */
export class StockDocumentDetails {
  @Id() id!: string;
  @Choice(DOCUMENT_KINDS) kind!: DocumentKind;
  @Instant({ nullable: true, description: 'As given; null: when it was recorded' }) effectiveAt!: string | null;
  @Text({ max: 200, nullable: true }) reference!: string | null;
  @Text({ max: 2000, lines: true, nullable: true }) note!: string | null;
  @List(Nested(() => DocumentLine), { max: MAX_LINES }) lines!: readonly DocumentLine[];
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'inventory.get-stock-document',
  permission: 'inventory.stock.read',
  route: 'GET /stock-documents/{documentId}',
  summary: 'Read a document of several items',
  answers: StockDocumentDetails,
  etag: true,
})
export class GetStockDocument {
  @Id() documentId!: string;
}
