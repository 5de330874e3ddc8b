import { invalid } from '#contracts/declare/validation';
import type { FieldError } from '#contracts/errors';
import type {
  OrderSuggestedItems,
  SuggestedOrderAnswer,
  SuggestedOrderLine,
} from '#contracts/inventory/order-suggested-items';
import type { SupplierTerms } from '#contracts/inventory/supplier-terms';
import type { OrderedLine } from '#contracts/inventory/purchase-order-events';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import type { Given } from '#libs/event-sourcing';
import type { Item } from '../item/item';
import { createPurchaseOrder, type NewOrderFacts } from '../purchase-order/create-purchase-order';
import { isRaised, type DraftLine } from '../purchase-order/order-terms';
import type { PurchaseOrder, PurchaseOrderEvent } from '../purchase-order/purchase-order';
import { fractionOf } from '../value/movement-value';

/** The facts of an order of suggested items. */
export interface SuggestedOrderFacts extends NewOrderFacts {
  /** The supplier's, by item. */
  readonly terms: ReadonlyMap<string, SupplierTerms>;
  /** Of the items that are to be ordered, in the stock unit; null: it follows from neither bound of the item. */
  readonly suggestions: ReadonlyMap<string, string | null>;
}

/** Drafts an order of what is suggested, each item in the supplier's unit and by its price. */
export function orderSuggestedItems(
  { itemIds, supplier }: OrderSuggestedItems,
  order: PurchaseOrder,
  given: Given<SuggestedOrderFacts>,
): PurchaseOrderEvent[] {
  const { facts } = given;
  const faults: FieldError[] = [];
  const lines: DraftLine[] = [];
  const [currency = facts.baseCurrency] = itemIds.flatMap((itemId) => currencyOf(itemId, facts) ?? []);
  for (const [index, itemId] of itemIds.entries()) {
    if (itemIds.indexOf(itemId) < index) continue;
    const line = suggestedLine(itemId, currency, facts);
    if ('message' in line) faults.push({ pointer: `/itemIds/${index}`, code: 'CHOICE', ...line });
    else lines.push(line);
  }
  if (faults.length > 0) throw invalid(faults);
  return createPurchaseOrder({ supplier, currency, lines }, order, given);
}

function currencyOf(itemId: string, { terms, baseCurrency }: SuggestedOrderFacts): string | undefined {
  const offer = terms.get(itemId);
  return offer && (offer.currency ?? baseCurrency);
}

/** The line, or the reason that there is none. */
function suggestedLine(
  itemId: string,
  currency: string,
  facts: SuggestedOrderFacts,
): DraftLine | Pick<FieldError, 'message'> {
  const offer = facts.terms.get(itemId);
  if (!offer) return { message: 'is not offered by this supplier' };
  const { unitPrice } = offer;
  if (unitPrice === null) return { message: 'has no price with this supplier' };
  const offered = currencyOf(itemId, facts);
  if (offered !== currency) return { message: `is offered in ${offered}, and an order has one currency: ${currency}` };
  const suggested = facts.suggestions.get(itemId);
  if (suggested === undefined) return { message: 'is not to be ordered now' };
  if (suggested === null) return { message: 'has neither a maximum nor a reorder quantity to order by' };
  if (quantityUnits(suggested) === 0n) return { message: 'is at its maximum' };
  const item = facts.items.get(itemId) as Item;
  const unit = offer.unit ?? item.unit;
  const quantity = wholeUnits(item, unit, quantityUnits(suggested));
  if (quantity === undefined) return { message: `has no unit ${unit} any more, in which this supplier offers it` };
  return { itemId, quantity: quantityText(quantity * 1000n), unit, unitPrice, suggested };
}

/** The smallest whole number of units that holds a stock quantity, in thousandths, and comes out in the stock unit. */
export function wholeUnits(item: Pick<Item, 'unit' | 'units'>, unit: string, stockUnits: bigint): bigint | undefined {
  const named = unit === item.unit ? { factor: '1', rounding: 'exact' } : item.units.find((each) => each.unit === unit);
  if (!named) return undefined;
  const { numerator, denominator } = fractionOf(named.factor);
  const step = named.rounding === 'nearest' ? 1n : denominator / divisorOf(1000n * numerator, denominator);
  const least = 1000n * numerator * step;
  return ((stockUnits * denominator + least - 1n) / least) * step;
}

function divisorOf(one: bigint, other: bigint): bigint {
  return other === 0n ? one : divisorOf(other, one % other);
}

/** The answer: the draft with each line beside its suggestion. */
export function suggestedOrderAnswer(
  _: OrderSuggestedItems,
  { id, revision, events: [created] }: { id: string; revision: number; events: readonly PurchaseOrderEvent[] },
): SuggestedOrderAnswer {
  if (created?.type !== 'PurchaseOrderCreated') throw new TypeError('the command drafts an order');
  return { id, revision, number: created.data.number, lines: created.data.lines.map(shownSuggestion) };
}

function shownSuggestion(line: OrderedLine): SuggestedOrderLine {
  const { lineId, itemId, quantity, unit, stockQuantity, suggested, unitPrice } = line;
  if (suggested === null || unitPrice === null) throw new TypeError(`line ${lineId} was not made of a suggestion`);
  return { lineId, itemId, suggested, quantity, unit, stockQuantity, raised: isRaised(line), unitPrice };
}
