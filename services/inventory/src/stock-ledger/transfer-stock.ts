import { refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { StockTransferred } from '#contracts/inventory/stock-events';
import type { TransferStock } from '#contracts/inventory/transfer-stock';
import type { Given } from '#libs/event-sourcing';
import { refuseInactiveLocation } from './active-refusals';
import { outgoingStock, partsOf } from './outgoing';
import type { StockFacts } from './stock-facts';
import type { StockLedger, StockEvent } from './stock-ledger';
import { effectiveTime, measure, movement, refuseOtherZone, transaction } from './transaction';

export function transferStock(command: TransferStock, ledger: StockLedger, given: Given<StockFacts>): StockEvent[] {
  const { facts, now } = given;
  const { fromLocationId, toLocationId, lotNumber } = command;
  if (fromLocationId === toLocationId) refuse('SAME_LOCATION');
  refuseOtherZone(facts, fromLocationId, toLocationId);
  const effectiveAt = effectiveTime(command.effectiveAt, ledger, given);
  refuseInactiveLocation(facts, effectiveAt, fromLocationId, toLocationId);
  const measured = measure(facts.item, command.quantity, command.unit);
  const wanted = {
    locationId: fromLocationId,
    except: toLocationId,
    lotNumber,
    stockUnits: measured.stockUnits,
    effectiveAt,
    now,
  };
  const taken = outgoingStock(facts, ledger, { kind: 'transfer', ...wanted });
  const movements = partsOf(measured, taken, facts.item.unit).flatMap(({ of: { locationId, lot }, part }, index) => [
    movement(given, 2 * index, 'transfer', { locationId, lot, measured: part, sign: -1 }),
    movement(given, 2 * index + 1, 'transfer', { locationId: toLocationId, lot, measured: part }),
  ]);
  return [event(StockTransferred, transaction(command, given, ledger, { effectiveAt, movements }))];
}
