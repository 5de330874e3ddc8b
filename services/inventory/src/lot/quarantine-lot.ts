import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { LotQuarantined } from '#contracts/inventory/lot-events';
import type { QuarantineLot } from '#contracts/inventory/quarantine-lot';
import type { Given } from '#libs/event-sourcing';
import { lotNamed, type LotFacts } from './lot-facts';
import { conditionOf } from '../stock-ledger/lots';
import type { StockEvent, StockLedger } from '../stock-ledger/stock-ledger';
import { momentOf } from '../stock-ledger/transaction';

export function quarantineLot(command: QuarantineLot, ledger: StockLedger, given: Given<LotFacts>): StockEvent[] {
  const { lotId, reason = null } = command;
  const { itemId, lotNumber } = given.facts;
  const lot = lotNamed(given.facts, ledger);
  const effectiveAt = momentOf(command.effectiveAt, ledger, given.now);
  if (conditionOf(lot, Date.parse(effectiveAt)) !== 'available') {
    throw new DomainError('CONFLICT', 'The lot is in quarantine already');
  }
  return [event(LotQuarantined, { lotId, itemId, lotNumber, effectiveAt, reason })];
}
