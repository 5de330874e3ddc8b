import type { CommandContext } from '#libs/identity';
import { decimalUnits, quantityUnits, scaledText } from '#contracts/values/amounts';
import type { Lookup } from '#libs/event-sourcing';
import { findFolded, type ServiceParts } from '#libs/runtime';
import type { OrderLine } from '../stock-ledger/order-line';
import { rounded } from '#contracts/values/fraction';
import { purchaseOrder } from './purchase-order';
import { PurchaseOrderLineRow } from './purchase-order.entity';
import { purchaseOrderProjection } from './purchase-order.projection';

const PRICE_PLACES = 8;

interface Given {
  readonly context: CommandContext;
  readonly lookup: Lookup;
  readonly parts: Pick<ServiceParts, 'log' | 'progress' | 'tenantReader'>;
}

/** The line of an order for the item; undefined where there is none. A line never changes its order. */
export async function findOrderLine(lineId: string, itemId: string, given: Given): Promise<OrderLine | undefined> {
  const { context, lookup } = given;
  const find = () => findOrder(lineId, given);
  const orderId = await findFolded({ of: purchaseOrderProjection, noun: 'order', find }, given.parts);
  if (orderId === undefined) return undefined;
  const { state } = await lookup.state(purchaseOrder, context.tenantId, orderId);
  const line = state.lines.find((each) => each.lineId === lineId && each.itemId === itemId);
  if (!line) return undefined;
  const { unitPrice, totalPrice, quantity, factor } = line;
  const receipt = state.receipts.findLast(({ lines }) => lines.some((each) => each.lineId === lineId));
  const { exchangeRate } = receipt ?? state;
  return { orderId, lineId, unitPrice: unitPrice ?? pricePer(totalPrice ?? '0', quantity), factor, exchangeRate };
}

async function findOrder(lineId: string, { context: { tenantId }, parts }: Given): Promise<string | undefined> {
  const row = await parts.tenantReader.query(tenantId, (rows) =>
    rows.findOneBy(PurchaseOrderLineRow, { tenantId, lineId }),
  );
  return row?.orderId;
}

/** The price of one unit of a line that has a price in total, as far as 8 places show it. */
function pricePer(totalPrice: string, quantity: string): string {
  const total = decimalUnits(totalPrice, PRICE_PLACES);
  return scaledText(rounded(total * 1000n, quantityUnits(quantity)), PRICE_PLACES);
}
