import { refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { StockTransferred } from '#contracts/inventory/stock-events';
import type { TransferStock } from '#contracts/inventory/transfer-stock';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import type { Given } from '#libs/event-sourcing';
import { refuseInactiveLocation } from './active-refusals';
import { outgoingStock, partsOf } from './outgoing';
import type { StockFacts } from './stock-facts';
import type { StockLedger, StockEvent } from './stock-ledger';
import { effectiveTime, measure, movement, refuseOtherZone, transaction, type Measured } from './transaction';

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
  const legs = legsOf(partsOf(measured, taken, facts.item.unit), toLocationId);
  const movements = legs.map((leg, ordinal) => movement(given, ordinal, 'transfer', leg));
  return [event(StockTransferred, transaction(command, given, ledger, { effectiveAt, movements }))];
}

/** Lot by lot: out of each location, then all of it into the other one. */
function legsOf(parts: ReturnType<typeof partsOf>, toLocationId: string) {
  return [...new Set(parts.map(({ of }) => of.lot?.number))].flatMap((lotNumber) => {
    const ofLot = parts.filter(({ of }) => of.lot?.number === lotNumber);
    const { lot } = (ofLot[0] as (typeof parts)[number]).of;
    const outgoing = ofLot.map(({ of, part }) => ({
      locationId: of.locationId,
      lot,
      measured: part,
      sign: -1 as const,
    }));
    return [...outgoing, { locationId: toLocationId, lot, measured: ofLot.map(({ part }) => part).reduce(sumOf) }];
  });
}

/** Of parts in the same unit. */
function sumOf(sum: Measured, part: Measured): Measured {
  const quantity = quantityText(quantityUnits(sum.quantity) + quantityUnits(part.quantity));
  return { ...sum, quantity, stockUnits: sum.stockUnits + part.stockUnits };
}
