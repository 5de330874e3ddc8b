import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { AdjustStock } from '#contracts/inventory/adjust-stock';
import { StockCounted } from '#contracts/inventory/stock-events';
import { quantityUnits } from '#contracts/values/amounts';
import type { Given } from '#libs/event-sourcing';
import { adjustStock } from '../stock-ledger/adjust-stock';
import type { StockFacts } from '../stock-ledger/stock-facts';
import type { StockEvent, StockHistory, StockLedger } from '../stock-ledger/stock-ledger';
import { balanceKey } from '../stock-ledger/timeline';

/** A counted line as its item takes it; quantities in the stock unit. */
export interface CountStock {
  readonly itemId: string;
  readonly locationId: string;
  readonly lotNumber: string | null;
  readonly countId: string;
  readonly counted: string;
  readonly variance: string;
  readonly countedAt: string;
  /** The revision of the item's stock that the variance was found against; null: it had none. */
  readonly bookRevision: number | null;
  readonly note: string | null;
}

/** The facts of a count: the whole history tells which counts were posted. */
export interface CountedFacts extends StockFacts {
  readonly history: StockHistory;
}

/** Makes the book what was counted, at the moment of counting. That the book was right is recorded, too. */
export function countStock(command: CountStock, ledger: StockLedger, given: Given<CountedFacts>): StockEvent[] {
  refuseCountedMeanwhile(command, given.facts.history);
  const { itemId, countId, locationId, lotNumber, counted, variance, countedAt } = command;
  if (quantityUnits(variance) !== 0n) return adjustStock(adjustmentOf(command), ledger, given);
  const found = { countId, locationId, lotNumber, counted, countedAt };
  return [event(StockCounted, { countedId: given.newId('transaction'), itemId, ...found })];
}

/** Another count of the same item, location and lot: one of a later moment saw more, and any other changed the book. */
function refuseCountedMeanwhile(
  { locationId, lotNumber, countedAt, bookRevision }: CountStock,
  { counts }: Pick<StockHistory, 'counts'>,
): void {
  const key = balanceKey(locationId, lotNumber);
  const since = Date.parse(countedAt);
  const isNew = (revision: number) => bookRevision === null || revision > bookRevision;
  const other = counts.find((each) => each.key === key && (each.at > since || isNew(each.revision)));
  if (!other) return;
  const at = new Date(other.at).toISOString();
  throw new DomainError('CONFLICT', `Another count, of ${at}, was posted meanwhile; count this again`, {
    countedAt: at,
  });
}

export function adjustmentOf({ itemId, locationId, lotNumber, variance, countedAt, note }: CountStock): AdjustStock {
  return {
    itemId,
    locationId,
    quantity: variance,
    reason: 'correction',
    effectiveAt: countedAt,
    ...(lotNumber !== null && { lotNumber }),
    ...(note !== null && { note }),
  };
}
