import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import { CreateItem } from '#contracts/inventory/create-item';
import { CreateLocation } from '#contracts/inventory/create-location';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import type { StockTransaction } from '#contracts/inventory/stock-events';
import type { Commands } from '#libs/event-sourcing';
import type { TestInventory } from '../inventory.fixture';

/** Items of one organisation with 10 pieces each, in one location. */
export async function stockedItems(service: TestInventory, count: number, tenantId: string = randomUUID()) {
  const { id: locationId } = await service.ask<Created>(CreateLocation, { code: 'L', name: 'Shelf' }, { tenantId });
  const itemIds: string[] = [];
  for (let n = 1; n <= count; n++) {
    const units = [{ unit: 'case', factor: '12' }];
    const described = { itemNumber: `A-${n}`, name: `Part ${n}`, unit: 'pcs', units };
    const { id: itemId } = await service.ask<Created>(CreateItem, described, { tenantId });
    await service.ask(ReceiveStock, { itemId, locationId, quantity: '10.000', unitCost: '2' }, { tenantId });
    itemIds.push(itemId);
  }
  return { tenantId, locationId, itemIds };
}

/** The transactions of an item after the first one. */
export async function transactionsOf(service: TestInventory, tenantId: string, id: string) {
  const recorded = await service.recorded('inventory.stock_ledger', { tenantId, id });
  return recorded.slice(1).map(({ type, data }) => ({ type, ...(data as StockTransaction) }));
}

/** An append of a process, by the category of its stream. `n`: which of them, the first by default. */
interface Append {
  readonly category: string;
  readonly n?: number;
}

/** Commands of a process that dies at an append: before it is carried out, or before its answer arrives. */
export function dyingAt(commands: Commands, { category, n = 1 }: Append, when: 'before' | 'after'): Commands {
  let count = 0;
  let isDead = false;
  const handle: Commands['handle'] = async (handling) => {
    if (isDead) throw new Error('killed');
    if (handling.aggregate.category !== category || ++count < n) return commands.handle(handling);
    isDead = true;
    if (when === 'after') await commands.handle(handling);
    throw new Error('killed');
  };
  return { ...boundCommands(commands), handle };
}

export function boundCommands(commands: Commands): Commands {
  return {
    handle: (...asked) => commands.handle(...asked),
    handleEach: (...asked) => commands.handleEach(...asked),
    check: (...asked) => commands.check(...asked),
    state: (...asked) => commands.state(...asked),
  };
}
