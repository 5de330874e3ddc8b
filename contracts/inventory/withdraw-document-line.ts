import { Command } from '../declare/contract';
import { Count, Id } from '../declare/fields';
import { MAX_LINES } from './posting-outcome';
import { DocumentLineAnswer } from './stock-document-recorded';

@Command({
  subject: 'inventory.withdraw-document-line',
  permission: 'inventory.document.settle',
  route: 'POST /stock-documents/{documentId}/lines/{line}/withdraw',
  status: 200,
  summary: 'Give up a refused line of a document',
  answers: DocumentLineAnswer,
  refuses: ['CONFLICT'],
})
export class WithdrawDocumentLine {
  @Id() documentId!: string;
  @Count({ min: 1, max: MAX_LINES, description: 'Its number, from 1' }) line!: number;
}
