import { Query } from '../declare/contract';
import { Id } from '../declare/fields';
import { StockExceptionDetails } from './list-stock-exceptions';

@Query({
  subject: 'inventory.get-stock-exception',
  permission: 'inventory.exception.read',
  route: 'GET /stock-exceptions/{exceptionId}',
  summary: 'Read an exception of the stock',
  answers: StockExceptionDetails,
})
export class GetStockException {
  @Id() exceptionId!: string;
}
