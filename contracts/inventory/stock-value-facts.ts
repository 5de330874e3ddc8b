import { evolve, foreign } from '../declare/fold';
import { StockFirstValued } from './stock-value-events';

/** Whether an organisation has had a movement with a value. */
export interface StockValueFacts {
  readonly isValued: boolean;
}

/** The stream is in the organisation's own tenant, named by its id. */
export const stockValueFacts = foreign('inventory.stock_value', (): StockValueFacts => ({ isValued: false }), [
  evolve(StockFirstValued, (): StockValueFacts => ({ isValued: true })),
]);
