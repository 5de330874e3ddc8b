import type { NewOrderLine } from '#contracts/inventory/create-purchase-order';
import type { OrderedLine, OrderSupplier, OrderTerms } from '#contracts/inventory/purchase-order-events';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import type { Item } from '../item/item';
import { atLine } from '../line-fault';
import { invalidField, measure } from '../stock-ledger/transaction';

/** The facts from elsewhere for the terms of an order. */
export interface OrderFacts {
  readonly items: ReadonlyMap<string, Item>;
  /** The organisation's. */
  readonly baseCurrency: string;
  /** Of the supplier that the command names. */
  readonly supplier?: OrderSupplier;
}

/** A line as entered, or made of a suggestion in the stock unit. */
export type DraftLine = NewOrderLine & { readonly suggested?: string };

/** The lines as ordered: measured in the units that the items have now. */
export function orderedLines(
  lines: readonly DraftLine[],
  { items }: Pick<OrderFacts, 'items'>,
  newId: (name: string) => string,
): readonly OrderedLine[] {
  return lines.map(({ itemId, quantity, unit, unitPrice, totalPrice, suggested, note }, index) => {
    const {
      stockUnits,
      factor,
      unit: measuredIn,
    } = atLine(index, () => measure(items.get(itemId) as Item, quantity, unit));
    return {
      lineId: newId(`line-${index + 1}`),
      itemId,
      quantity,
      unit: measuredIn,
      factor,
      stockQuantity: quantityText(stockUnits),
      unitPrice: unitPrice ?? null,
      totalPrice: totalPrice ?? null,
      suggested: suggested ?? null,
      note: note ?? null,
    };
  });
}

/** An order in the organisation's own currency has no rate. */
export function refuseNeedlessRate({
  currency,
  baseCurrency,
  exchangeRate,
}: Pick<OrderTerms, 'currency' | 'baseCurrency' | 'exchangeRate'>): void {
  if (currency === baseCurrency && exchangeRate !== null) {
    invalidField('exchangeRate', 'UNKNOWN', "is for a currency other than the organisation's");
  }
}

/** Whether a line was raised from its suggestion to whole units. */
export function isRaised({ suggested, stockQuantity }: Pick<OrderedLine, 'suggested' | 'stockQuantity'>): boolean {
  return suggested !== null && quantityUnits(stockQuantity) > quantityUnits(suggested);
}
