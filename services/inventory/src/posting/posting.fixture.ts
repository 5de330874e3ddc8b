import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import { CreateItem } from '#contracts/inventory/create-item';
import { CreateLocation } from '#contracts/inventory/create-location';
import { CreatePurchaseOrder } from '#contracts/inventory/create-purchase-order';
import { SubmitPurchaseOrder } from '#contracts/inventory/submit-purchase-order';
import { PostStock } from '#contracts/inventory/post-stock';
import { GetPurchaseOrder, type PurchaseOrderDetails } from '#contracts/inventory/get-purchase-order';
import { ReceivePurchaseOrder, type PurchaseReceiptAnswer } from '#contracts/inventory/receive-purchase-order';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import type { StockTransaction } from '#contracts/inventory/stock-events';
import type { Commands } from '#libs/event-sourcing';
import { TestInventory, type Interception } from '../inventory.fixture';

export const straight: Interception = (_, carryOut) => carryOut();

/** A service with its reactors, for all tests of a spec. */
export class PostingFixture {
  service!: TestInventory;
  /** Stands between the reactors and the service. */
  intercept: Interception = straight;
  private reactors!: ReturnType<TestInventory['react']>;

  static open(): PostingFixture {
    const fixture = new PostingFixture();
    beforeAll(async () => {
      fixture.service = await TestInventory.open();
      fixture.reactors = fixture.service.react((...sent) => fixture.intercept(...sent));
    });
    afterEach(() => {
      fixture.intercept = straight;
    });
    afterAll(async () => {
      await fixture.reactors.stop();
      await fixture.service.close();
    });
    return fixture;
  }

  /** Runs once before the lines of a process are posted. */
  beforePosting(work: () => Promise<unknown>): void {
    let isDone = false;
    this.intercept = async ([, contract], carryOut) => {
      if (contract === PostStock && !isDone) {
        isDone = true;
        await work();
      }
      return carryOut();
    };
  }
}

/** Orders of one item, and their receipts. */
export function orderSteps(posting: PostingFixture) {
  async function submitted(quantity = '10.000', price: object = { unitPrice: '3.00000000' }, more: object = {}) {
    const stocked = await stockedItems(posting.service, 1);
    const { tenantId, itemIds } = stocked;
    const lines = [{ itemId: itemIds[0], quantity, ...price }];
    const order = { supplier: 'Mill & Sons', lines, ...more };
    const { id: orderId, number } = await posting.service.ask<{ id: string; number: string }>(
      CreatePurchaseOrder,
      order,
      {
        tenantId,
      },
    );
    await posting.service.ask(SubmitPurchaseOrder, { orderId }, { tenantId });
    const { lines: ordered } = await read(tenantId, orderId);
    return { ...stocked, orderId, number, itemId: itemIds[0] ?? '', lineId: ordered[0]?.lineId ?? '' };
  }
  type Submitted = Awaited<ReturnType<typeof submitted>>;

  const read = (tenantId: string, orderId: string) =>
    posting.service.ask<PurchaseOrderDetails>(GetPurchaseOrder, { orderId }, { tenantId });
  const receive = ({ tenantId, orderId, lineId, locationId }: Submitted, quantity: string, commandId = randomUUID()) =>
    posting.service.ask<PurchaseReceiptAnswer>(
      ReceivePurchaseOrder,
      { orderId, lines: [{ lineId, quantity, locationId }] },
      { tenantId, commandId },
    );
  return { submitted, read, receive };
}

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
