import { Created } from '../created';
import { Choice, Flag, Id, List, Nested, Text } from '../declare/fields';
import { MAX_LINES, POSTINGS, type PostingState } from './posting-outcome';

/** The posting of a line to its item. */
export class LinePosted {
  @Id({ nullable: true, description: 'Once it is posted' }) transactionId!: string | null;
  @Choice(POSTINGS) posting!: PostingState;
  @Text({ max: 32, nullable: true, description: 'Why it failed', example: 'INSUFFICIENT_STOCK' }) code!: string | null;
}

export class DocumentLinePosted extends LinePosted {
  @Id() itemId!: string;
}

/** The answer of a document: the posting of each line within two seconds; later it is to be read. */
export class StockDocumentAnswer extends Created {
  @Id() documentId!: string;
  @List(Nested(() => DocumentLinePosted), { max: MAX_LINES }) lines!: readonly DocumentLinePosted[];
}

/** The answer of a retry or a withdrawal. */
export class DocumentLineAnswer extends Created {
  @Id({ nullable: true, description: 'Once it is posted' }) transactionId!: string | null;
  @Choice(POSTINGS) posting!: PostingState;
  @Text({ max: 32, nullable: true, description: 'Why it failed', example: 'INSUFFICIENT_STOCK' }) code!: string | null;
  @Flag() withdrawn!: boolean;
}
