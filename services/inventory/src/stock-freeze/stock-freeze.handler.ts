import type { GetStockFreeze, StockFreezeShown } from '#contracts/inventory/get-stock-freeze';
import type { RequestContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { stockFreeze } from './stock-freeze';

/** From the log's own state: decisions keep it at hand. */
export async function getStockFreeze(
  _query: GetStockFreeze,
  { tenantId }: RequestContext,
  { commands }: Pick<ServiceParts, 'commands'>,
): Promise<Outcome<StockFreezeShown>> {
  const { state, revision } = await commands.state(stockFreeze, tenantId, tenantId);
  return { answer: { id: tenantId, ...state }, ...(revision !== 'none' && { etag: String(revision) }) };
}
