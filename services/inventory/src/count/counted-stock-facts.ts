import { adjustedStockFacts, type LedgerGiven } from '../stock-ledger/stock-facts';
import { stockHistory } from '../stock-ledger/stock-ledger';
import { adjustmentOf, type CountedFacts, type CountStock } from './count-stock';

export async function countedStockFacts(command: CountStock, given: LedgerGiven): Promise<CountedFacts> {
  const { context, lookup } = given;
  const [facts, { state: history }] = await Promise.all([
    adjustedStockFacts(adjustmentOf(command), given),
    lookup.state(stockHistory, context.tenantId, command.itemId),
  ]);
  return { ...facts, history };
}
