import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'inventory.recount-stock-exception',
  permission: 'inventory.count.open',
  route: 'POST /stock-exceptions/{exceptionId}/recount',
  status: 201,
  location: '/counts/{id}',
  summary: 'Open a count of the item and location of an exception that is about a count',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class RecountStockException {
  @Id() exceptionId!: string;
}
