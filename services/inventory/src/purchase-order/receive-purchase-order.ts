import { event } from '#contracts/declare/event';
import { DomainError, faultAt, refuse } from '#contracts/errors';
import { PurchaseReceiptRecorded, type OrderReceiptLine } from '#contracts/inventory/purchase-order-events';
import { MAX_RECEIPTS } from '#contracts/inventory/posting-outcome';
import type { NewReceiptLine, ReceivePurchaseOrder } from '#contracts/inventory/receive-purchase-order';
import { quantityText } from '#contracts/values/amounts';
import type { Given } from '#libs/event-sourcing';
import type { Item } from '../item/item';
import { invalidField, measure } from '../stock-ledger/transaction';
import { moneyText } from '../value/movement-value';
import {
  countedIn,
  isBeyond,
  receivedOfLines,
  sharesOf,
  statusAfter,
  valueSoFar,
  type Counted,
} from './order-progress';
import { allocatedValue, costByLine } from './order-value';
import { atLine } from '../line-fault';
import type { PurchaseOrder, PurchaseOrderEvent } from './purchase-order';

/** The facts for a receipt; with the refusal of the first line that its item would refuse now. */
export interface ReceiptFacts {
  readonly items: ReadonlyMap<string, Item>;
  /** The organisation's, now. */
  readonly baseCurrency: string;
  readonly refusal?: DomainError | undefined;
}

/** Records a receipt whose lines have been checked by what each item would check. */
export function receivePurchaseOrder(
  command: ReceivePurchaseOrder,
  order: PurchaseOrder,
  given: Given<ReceiptFacts>,
): PurchaseOrderEvent[] {
  const receipt = receiptOf(command, order, given);
  if (given.facts.refusal) throw given.facts.refusal;
  return [event(PurchaseReceiptRecorded, receipt)];
}

/** The receipt that a command describes, by the order's own rules. */
export function receiptOf(
  command: ReceivePurchaseOrder,
  order: PurchaseOrder,
  { facts, newId, actor }: Pick<Given<ReceiptFacts>, 'facts' | 'newId' | 'actor'>,
): PurchaseReceiptRecorded {
  refuseUnlessOpen(order);
  const exchangeRate = rateOfReceipt(command, order, facts);
  const counted = [...countedIn(order)];
  const lines = command.lines.map((entered, index) =>
    atLine(index, () => {
      const line = received(entered, { order, facts, exchangeRate, counted, postingId: newId(`posting-${index + 1}`) });
      const { lineId, quantity, unit, factor, stockQuantity, value } = line;
      counted.push({ lineId, counted: { quantity, unit, factor, stockQuantity }, exchangeRate, value });
      return line;
    }),
  );
  return {
    orderId: order.orderId,
    receiptId: newId('receipt'),
    effectiveAt: command.effectiveAt ?? null,
    exchangeRate,
    reference: command.reference ?? null,
    note: command.note ?? null,
    bypassesFreeze: actor.may('inventory.freeze.bypass'),
    lines,
    status: statusAfter(order, counted),
    received: receivedOfLines(
      lines.map(({ lineId }) => lineId),
      counted,
    ),
  };
}

function received(
  { lineId, quantity, unit, locationId, lot }: NewReceiptLine,
  given: {
    readonly order: PurchaseOrder;
    readonly facts: ReceiptFacts;
    readonly exchangeRate: string | null;
    readonly counted: readonly Counted[];
    readonly postingId: string;
  },
): OrderReceiptLine {
  const { order, facts, exchangeRate, counted, postingId } = given;
  const line = order.lines.find((each) => each.lineId === lineId);
  if (!line) throw faultAt('NOT_FOUND', '/lineId', 'is no line of this order');
  const measured = measure(facts.items.get(line.itemId) as Item, quantity, unit ?? line.unit);
  const taken = {
    quantity,
    unit: measured.unit,
    factor: measured.factor,
    stockQuantity: quantityText(measured.stockUnits),
  };
  const withIt = [...counted, { lineId, counted: taken, exchangeRate, value: '0' }];
  if (isBeyond(line, withIt, order.overReceiptPercent)) refuse('OVER_RECEIPT', { lineId });
  const value = allocatedValue(line, sharesOf(line, withIt), valueSoFar(line, counted));
  return {
    postingId,
    lineId,
    itemId: line.itemId,
    locationId,
    lot: lot ? { number: lot.number, expiresOn: lot.expiresOn ?? null } : null,
    ...taken,
    ...costByLine(line, taken),
    value: moneyText(value),
  };
}

/** The order's own rate leads to the currency that the organisation had then, and counts for no other. */
function rateOfReceipt(
  { exchangeRate }: ReceivePurchaseOrder,
  order: PurchaseOrder,
  { baseCurrency }: Pick<ReceiptFacts, 'baseCurrency'>,
): string | null {
  const { currency } = order;
  if (currency === baseCurrency) {
    if (exchangeRate === undefined) return null;
    invalidField('exchangeRate', 'UNKNOWN', "is for a currency other than the organisation's");
  }
  const agreed = order.baseCurrency === baseCurrency ? order.exchangeRate : null;
  return exchangeRate ?? agreed ?? invalidField('exchangeRate', 'REQUIRED', `is needed: the order is in ${currency}`);
}

function refuseUnlessOpen({ status, isClosed, receipts }: PurchaseOrder): void {
  if (status === 'absent') refuse('NOT_FOUND');
  if (status === 'draft') throw new DomainError('CONFLICT', 'A draft is not received; submit it');
  if (isClosed) throw new DomainError('CONFLICT', 'This order is closed');
  if (receipts.length >= MAX_RECEIPTS) refuse('LIMIT_REACHED', { limit: MAX_RECEIPTS });
}
