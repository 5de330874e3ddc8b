import { evolve, foreign } from '../declare/fold';
import { StockFirstValued } from './stock-value-events';

/** Whether an organisation has had a movement with a value. The stream is in its own tenant, named by its id. */
export const stockValueFacts = foreign(
  'inventory.stock_value',
  (): { readonly isValued: boolean } => ({ isValued: false }),
  [evolve(StockFirstValued, () => ({ isValued: true }))],
);
