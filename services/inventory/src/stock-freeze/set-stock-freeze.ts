import { event } from '#contracts/declare/event';
import type { SetStockFreeze } from '#contracts/inventory/set-stock-freeze';
import { StockFreezeSet } from '#contracts/inventory/stock-freeze-events';
import type { Given } from '#libs/event-sourcing';
import type { StockFreeze, StockFreezeEvent } from './stock-freeze';

export function setStockFreeze(
  { through, reason }: SetStockFreeze,
  freeze: StockFreeze,
  { tenantId: organizationId }: Given,
): StockFreezeEvent[] {
  if (through === freeze.through && reason === freeze.reason) return [];
  return [event(StockFreezeSet, { organizationId, through, reason })];
}
