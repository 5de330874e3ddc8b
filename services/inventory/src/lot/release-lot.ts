import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { LotReleased } from '#contracts/inventory/lot-events';
import type { ReleaseLot } from '#contracts/inventory/release-lot';
import type { Given } from '#libs/event-sourcing';
import { lotNamed, type LotFacts } from './lot-facts';
import { conditionOf } from '../stock-ledger/lots';
import type { StockEvent, StockLedger } from '../stock-ledger/stock-ledger';
import { momentOf } from '../stock-ledger/transaction';

/** It ends a recall too. */
export function releaseLot(command: ReleaseLot, ledger: StockLedger, given: Given<LotFacts>): StockEvent[] {
  const { lotId, reason = null } = command;
  const { itemId, lotNumber } = given.facts;
  const lot = lotNamed(given.facts, ledger);
  const effectiveAt = momentOf(command.effectiveAt, ledger, given.now);
  if (conditionOf(lot, Date.parse(effectiveAt)) === 'available') {
    throw new DomainError('CONFLICT', 'The lot is not in quarantine');
  }
  return [event(LotReleased, { lotId, itemId, lotNumber, effectiveAt, reason })];
}
