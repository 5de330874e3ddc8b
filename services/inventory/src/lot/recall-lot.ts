import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { LotRecalled } from '#contracts/inventory/lot-events';
import type { RecallLot } from '#contracts/inventory/recall-lot';
import type { Given } from '#libs/event-sourcing';
import { lotNamed, type LotFacts } from './lot-facts';
import { conditionOf } from '../stock-ledger/lots';
import type { StockEvent, StockLedger } from '../stock-ledger/stock-ledger';
import { momentOf } from '../stock-ledger/transaction';

/** Also of a lot that is in quarantine already. */
export function recallLot(command: RecallLot, ledger: StockLedger, given: Given<LotFacts>): StockEvent[] {
  const { lotId, reason } = command;
  const { itemId, lotNumber } = given.facts;
  const lot = lotNamed(given.facts, ledger);
  const effectiveAt = momentOf(command.effectiveAt, ledger, given.now);
  if (conditionOf(lot, Date.parse(effectiveAt)) === 'recalled') {
    throw new DomainError('CONFLICT', 'The lot is recalled already');
  }
  return [event(LotRecalled, { lotId, itemId, lotNumber, effectiveAt, reason })];
}
