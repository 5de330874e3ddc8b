import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';

@Command({
  subject: 'inventory.accept-stock-exception',
  permission: 'inventory.exception.accept',
  route: 'POST /stock-exceptions/{exceptionId}/accept',
  status: 200,
  summary: 'Accept an exception of the stock as it is',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class AcceptStockException {
  @Id() exceptionId!: string;
  @Text({ max: 2000, lines: true, example: 'Counted again by hand; the difference is known' }) reason!: string;
}
