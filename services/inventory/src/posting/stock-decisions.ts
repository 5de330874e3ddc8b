import type { AdjustStock } from '#contracts/inventory/adjust-stock';
import type { ReceiveStock } from '#contracts/inventory/receive-stock';
import type { TransferStock } from '#contracts/inventory/transfer-stock';
import type { UseStock } from '#contracts/inventory/use-stock';
import type { Decide } from '#libs/event-sourcing';
import { countStock, type CountedFacts, type CountStock } from '../count/count-stock';
import { countedStockFacts } from '../count/counted-stock-facts';
import { adjustStock } from '../stock-ledger/adjust-stock';
import { receiveStock } from '../stock-ledger/receive-stock';
import {
  adjustedStockFacts,
  incomingStockFacts,
  outgoingStockFacts,
  usedStockFacts,
  type LedgerGiven,
  type StockFacts,
} from '../stock-ledger/stock-facts';
import type { StockEvent, StockLedger } from '../stock-ledger/stock-ledger';
import { transferStock } from '../stock-ledger/transfer-stock';
import { useStock } from '../stock-ledger/use-stock';
import type { StockCommand } from './posting';

/** A decision on an item's stock, with the look-up of its facts. */
export interface StockDecision<Command, Facts extends StockFacts = StockFacts> {
  readonly decide: Decide<Command, StockLedger, StockEvent, Facts>;
  readonly facts: (command: Command, given: LedgerGiven) => Promise<Facts>;
}

const receipt: StockDecision<ReceiveStock> = {
  decide: receiveStock,
  facts: incomingStockFacts<ReceiveStock>(({ lot }) => lot),
};
const usage: StockDecision<UseStock> = { decide: useStock, facts: usedStockFacts };
const transfer: StockDecision<TransferStock> = {
  decide: transferStock,
  facts: outgoingStockFacts('fromLocationId', 'toLocationId'),
};
const adjustment: StockDecision<AdjustStock> = { decide: adjustStock, facts: adjustedStockFacts };

const count: StockDecision<CountStock, CountedFacts> = { decide: countStock, facts: countedStockFacts };

const DECISIONS = { receipt, usage, transfer, adjustment, count };

/** The decision of a line's command: the one that the same command of a person gets. */
export function decisionOf({ kind }: StockCommand): StockDecision<StockCommand['command']> {
  return DECISIONS[kind] as StockDecision<never> as StockDecision<StockCommand['command']>;
}
