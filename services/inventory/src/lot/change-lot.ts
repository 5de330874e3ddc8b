import { event } from '#contracts/declare/event';
import type { ChangeLot } from '#contracts/inventory/change-lot';
import { LotChanged } from '#contracts/inventory/lot-events';
import type { Given } from '#libs/event-sourcing';
import { lotNamed, type LotFacts } from './lot-facts';
import { expiryOf } from '../stock-ledger/lots';
import type { StockEvent, StockLedger } from '../stock-ledger/stock-ledger';
import { momentOf } from '../stock-ledger/transaction';

/** The expiry holds from the effective time on, up to one of a later effective time. */
export function changeLot(command: ChangeLot, ledger: StockLedger, given: Given<LotFacts>): StockEvent[] {
  const { lotId, expiresOn } = command;
  const { itemId, lotNumber } = given.facts;
  const lot = lotNamed(given.facts, ledger);
  const effectiveAt = momentOf(command.effectiveAt, ledger, given.now);
  if (expiryOf(lot, Date.parse(effectiveAt)) === expiresOn) return [];
  return [event(LotChanged, { lotId, itemId, lotNumber, effectiveAt, expiresOn })];
}
