import { event } from '#contracts/declare/event';
import type { ChangeCostMethod } from '#contracts/inventory/change-cost-method';
import { CostMethodChanged } from '#contracts/inventory/stock-events';
import type { Given } from '#libs/event-sourcing';
import type { StockFacts } from './stock-facts';
import type { StockEvent, StockLedger } from './stock-ledger';
import { effectiveTime, seenIn } from './transaction';
import { stateBefore } from './valued';

/** Ordered like a movement: what is recorded before it later is restated through it. */
export function changeCostMethod(
  { itemId, method, effectiveAt: asked }: ChangeCostMethod,
  ledger: StockLedger,
  given: Given<StockFacts>,
): StockEvent[] {
  const effectiveAt = effectiveTime(asked, ledger, given);
  if (stateBefore(given.facts, ledger, Date.parse(effectiveAt)).method === method) return [];
  const changeId = given.newId('cost-method');
  return [event(CostMethodChanged, { changeId, itemId, costMethod: method, effectiveAt, seen: seenIn(given.facts) })];
}
