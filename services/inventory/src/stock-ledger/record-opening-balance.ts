import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import type { RecordOpeningBalance } from '#contracts/inventory/record-opening-balance';
import { StockReceived } from '#contracts/inventory/stock-events';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { startOfDay } from '#contracts/values/local-date';
import type { Given } from '#libs/event-sourcing';
import type { FactsGiven } from '#libs/runtime';
import { refuseInactiveItem, refuseInactiveLocation } from './active-refusals';
import { noOpeningBalances, openingBalances, type OpeningBalances } from './opening-balances';
import { incomingStockFacts, type StockFacts } from './stock-facts';
import type { StockEvent, StockLedger } from './stock-ledger';
import { balanceKey } from './timeline';
import { effectiveTime, incomingLot, measure, movement, refuseOtherZone, transaction } from './transaction';

export interface OpeningFacts extends StockFacts {
  /** Of a day: its first moment in the organisation's calendar. */
  readonly effectiveAt?: string;
  readonly openings: OpeningBalances;
}

export async function openingFacts(
  command: RecordOpeningBalance,
  given: Pick<FactsGiven<StockLedger>, 'context' | 'lookup' | 'state'>,
): Promise<OpeningFacts> {
  const { itemId, date } = command;
  const { lookup, state } = given;
  const { tenantId } = given.context;
  const dated = date === undefined ? undefined : await lookup.state(organizationFacts, tenantId, tenantId);
  const at = dated && date !== undefined ? { effectiveAt: startOfDay(date, dated.state.timeZone) } : {};
  const facts = await incomingStockFacts(lotOf)({ ...command, ...at }, given);
  const hasMovements = Number.isFinite(state.lastEffectiveAt);
  const openings = hasMovements ? (await lookup.state(openingBalances, tenantId, itemId)).state : noOpeningBalances();
  return { ...facts, ...at, openings };
}

const lotOf = ({ lotNumber, expiresOn }: RecordOpeningBalance) =>
  lotNumber === undefined ? undefined : { number: lotNumber, ...(expiresOn !== undefined && { expiresOn }) };

/** A receipt with its own cost. A location and lot has one at most, until that one is reversed. */
export function recordOpeningBalance(
  command: RecordOpeningBalance,
  ledger: StockLedger,
  given: Given<OpeningFacts>,
): StockEvent[] {
  const { facts } = given;
  const { locationId, unitCost, totalCost } = command;
  refuseOtherZone(facts, locationId);
  const effectiveAt = effectiveTime(facts.effectiveAt, ledger, given);
  refuseInactiveItem(facts, effectiveAt);
  refuseInactiveLocation(facts, effectiveAt, locationId);
  const measured = measure(facts.item, command.quantity, command.unit);
  const lot = incomingLot(facts, ledger, lotOf(command), { field: 'lotNumber', effectiveAt });
  const key = balanceKey(locationId, lot?.number ?? null);
  if (facts.openings.keys.has(key)) {
    throw new DomainError('DUPLICATE', 'This item has an opening balance of this location and lot already');
  }
  const opened = movement(given, 0, 'receive', { locationId, lot, measured, unitCost, totalCost });
  const data = transaction(command, given, ledger, { effectiveAt, movements: [opened] });
  const source = { type: 'opening_balance' as const, id: data.transactionId, lineId: null };
  return [event(StockReceived, { ...data, source })];
}
