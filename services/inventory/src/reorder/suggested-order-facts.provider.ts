import { DomainError } from '#contracts/errors';
import type { OrderSuggestedItems } from '#contracts/inventory/order-suggested-items';
import type { FactsGiven, ServiceParts } from '#libs/runtime';
import { itemProjection } from '../item/item.projection';
import { draftFacts, withNumber } from '../purchase-order/order-facts.provider';
import type { PurchaseOrder } from '../purchase-order/purchase-order';
import { purchaseOrderProjection } from '../purchase-order/purchase-order.projection';
import { lotProjection } from '../stock-ledger/lot.projection';
import { organizations } from '../stock-ledger/organizations.entity';
import { reservationProjection } from '../stock-ledger/reservation.projection';
import { notFound } from '../stock-ledger/stock-facts';
import { stockLevelProjection } from '../stock-ledger/stock-level.projection';
import { supplier } from '../supplier/supplier';
import { orderSuggestedItems, type SuggestedOrderFacts } from './order-suggested-items';
import { suggestionsOf } from './reorder-suggestions.query';

/** The projections of everything that a suggestion follows from. */
export const SUGGESTING = [
  itemProjection,
  stockLevelProjection,
  lotProjection,
  reservationProjection,
  purchaseOrderProjection,
  organizations.projection,
];

/** How long the command waits for what was recorded before it. */
const UP_TO_DATE_MS = 2_000;

/** The suggestions are those of everything in the log: a draft of the same items made before counts. */
export async function suggestedOrderFacts(
  command: OrderSuggestedItems,
  given: FactsGiven<PurchaseOrder>,
): Promise<SuggestedOrderFacts> {
  const { context, lookup, parts } = given;
  const { tenantId } = context;
  const lines = command.itemIds.map((itemId) => ({ itemId }));
  const known = await draftFacts({ ...command, lines }, given, (index) => `/itemIds/${index}`);
  const { supplierId } = known.supplier;
  if (supplierId === null) throw notFound('supplier', 'is no supplier here');
  const { state } = await lookup.state(supplier, tenantId, supplierId);
  await upToDate(parts);
  const suggestions = await parts.tenantReader.query(tenantId, (rows) =>
    suggestionsOf(rows, tenantId, command.itemIds),
  );
  return withNumber(command, { ...known, terms: state.terms, suggestions }, { given, decide: orderSuggestedItems });
}

async function upToDate({ log, progress }: Pick<ServiceParts, 'log' | 'progress'>): Promise<void> {
  const names = SUGGESTING.map(({ name }) => name);
  if (await progress.waitFor(names, await log.head(), UP_TO_DATE_MS)) return;
  throw new DomainError('SERVICE_UNAVAILABLE', 'Suggestions cannot be read yet; try again in a moment');
}
