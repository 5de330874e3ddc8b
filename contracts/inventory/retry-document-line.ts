import { Command } from '../declare/contract';
import { Count, Id } from '../declare/fields';
import { MAX_LINES } from './posting-outcome';
import { DocumentLineAnswer } from './stock-document-recorded';

@Command({
  subject: 'inventory.retry-document-line',
  permission: 'inventory.document.settle',
  route: 'POST /stock-documents/{documentId}/lines/{line}/retry',
  status: 200,
  summary: 'Post a refused line of a document again',
  answers: DocumentLineAnswer,
  refuses: ['CONFLICT'],
})
export class RetryDocumentLine {
  @Id() documentId!: string;
  @Count({ min: 1, max: MAX_LINES, description: 'Its number, from 1' }) line!: number;
}
