import { randomUUID } from 'node:crypto';
import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import type { Created } from '#contracts/created';
import { CreateSupplier } from '#contracts/inventory/create-supplier';
import { CreatePurchaseOrder } from '#contracts/inventory/create-purchase-order';
import { PostStock } from '#contracts/inventory/post-stock';
import { ReceivePurchaseOrder, type PurchaseReceiptAnswer } from '#contracts/inventory/receive-purchase-order';
import { RetryPurchaseReceipt } from '#contracts/inventory/retry-purchase-receipt';
import { ReturnStock } from '#contracts/inventory/return-stock';
import { WithdrawPurchaseReceipt } from '#contracts/inventory/withdraw-purchase-receipt';
import type { ReturnRecorded } from '#contracts/inventory/stock-answers';
import type { Movement } from '#contracts/inventory/get-movement';
import { ListMovements } from '#contracts/inventory/list-movements';
import type { Page } from '#contracts/declare/list-request';
import { OrganizationCreated } from '#contracts/tenancy/organization-events';
import { eventually } from '#libs/testing/eventually';
import { commandContext } from '#libs/testing/command-context';
import type { TestInventory } from '../inventory.fixture';
import { receiveOrder } from '../purchase-order/receipt-answer.handler';
import { inZone } from '../stock-ledger/organization.fixture';
import { postStock } from './post-stock.handler';
import {
  boundCommands,
  dyingAt,
  orderSteps,
  stockedItems,
  straight,
  transactionsOf,
  type PostingFixture,
} from './posting.fixture';

/** Receipts of orders, and their posting. */
export function receiptsArePosted(posting: PostingFixture): void {
  describe('a receipt of an order', () => {
    const { submitted, read, receive } = orderSteps(posting);

    it('numbers the orders of each organisation by themselves', async () => {
      const one = await submitted();
      expect(one.number).toBe('PO-00001');
      const { number } = await posting.service.ask<{ number: string }>(
        CreatePurchaseOrder,
        { supplier: 'Other', lines: [{ itemId: one.itemId, quantity: '1.000', unitPrice: '1' }] },
        { tenantId: one.tenantId },
      );
      expect(number).toBe('PO-00002');
    });

    it('takes no number where the order is refused', async () => {
      const { tenantId, itemIds } = await stockedItems(posting.service, 1);
      const lines = [{ itemId: itemIds[0], quantity: '0.005', unit: 'pcs', unitPrice: '1' }];
      const create = (said: object) =>
        posting.service.ask<{ number: string }>(
          CreatePurchaseOrder,
          { supplier: 'Other', lines, ...said },
          { tenantId },
        );
      await expect(create({ exchangeRate: '2.00000000' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
      const unknown = lines.map((line) => ({ ...line, unit: 'pallet' }));
      await expect(create({ lines: unknown })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
      expect(await posting.service.recorded('inventory.purchase_order_number', { tenantId, id: tenantId })).toEqual([]);
      expect(await create({})).toMatchObject({ number: 'PO-00001' });
    });

    it('names its supplier by id, or by a name in any case; another name stays text', async () => {
      const { tenantId, itemId } = await submitted();
      const { id: supplierId } = await posting.service.ask<Created>(
        CreateSupplier,
        { name: 'Northern Mill' },
        { tenantId },
      );
      const lines = [{ itemId, quantity: '1.000', unitPrice: '1' }];
      const supplierOf = async (supplier: string) => {
        const { id } = await posting.service.ask<Created>(CreatePurchaseOrder, { supplier, lines }, { tenantId });
        const order = await read(tenantId, id);
        return [order.supplier, order.supplierId];
      };
      expect(await supplierOf(supplierId)).toEqual(['Northern Mill', supplierId]);
      expect(await supplierOf('NORTHERN mill')).toEqual(['Northern Mill', supplierId]);
      expect(await supplierOf('Corner shop')).toEqual(['Corner shop', null]);
      await expect(supplierOf(randomUUID())).rejects.toMatchObject({
        code: 'NOT_FOUND',
        fields: [{ pointer: '/supplier' }],
      });
    });

    it('is valued in the currency that the organisation has then, not when the order was drafted', async () => {
      const order = await submitted();
      const { tenantId, orderId, lineId, locationId, itemId } = order;
      const { data } = inZone(tenantId, 'UTC');
      const inFrancs = event(OrganizationCreated, { ...data, currency: 'CHF' });
      await posting.service.append('tenancy.organization', { tenantId, id: tenantId }, [inFrancs]);
      await expect(receive(order, '1.000')).rejects.toMatchObject({ fields: [{ pointer: '/exchangeRate' }] });
      const lines = [{ lineId, quantity: '1.000', locationId }];
      const command = { orderId, lines, exchangeRate: '0.93000000' };
      await posting.service.ask(ReceivePurchaseOrder, command, { tenantId });
      const [received] = await transactionsOf(posting.service, tenantId, itemId);
      expect(received?.movements).toMatchObject([{ value: '2.7900' }]);
    });

    it('whose goods go back stays received, with what was returned beside it', async () => {
      const order = await submitted();
      const { tenantId, orderId, itemId, locationId, lineId } = order;
      await receive(order, '10.000');
      const returned = { itemId, locationId, quantity: '4.000', orderLineId: lineId };
      // 10 at 2.00 and 10 at 3.00 are there.
      const answer = await posting.service.ask<ReturnRecorded>(ReturnStock, returned, { tenantId });
      expect(answer).toMatchObject({ cost: '10.0000', orderValue: '12.0000' });
      const { items } = await posting.service.ask<Page<Movement>>(
        ListMovements,
        { itemId, kind: 'return' },
        { tenantId },
      );
      expect(items).toMatchObject([{ value: '-10.0000', orderValue: '12.0000' }]);
      await eventually(async () => expect((await read(tenantId, orderId)).lines[0]?.returned).toBe('4.000'));
      expect(await read(tenantId, orderId)).toMatchObject({ status: 'received', lines: [{ received: '10.000' }] });
    });

    it('S17: of two at once one is beyond the order', async () => {
      const order = await submitted();
      const outcomes = await Promise.allSettled([receive(order, '10.000'), receive(order, '10.000')]);
      expect(
        outcomes.map((each) => (each.status === 'rejected' ? (each.reason as { code: string }).code : 'received')),
      ).toEqual(expect.arrayContaining(['received', 'OVER_RECEIPT']));
      expect(await transactionsOf(posting.service, order.tenantId, order.itemId)).toMatchObject([
        {
          movements: [{ quantity: '10.000', unitCost: '3.00000000', value: '30.0000' }],
          source: { type: 'order_receipt', id: order.orderId, lineId: order.lineId },
          reference: order.number,
        },
      ]);
      expect(await read(order.tenantId, order.orderId)).toMatchObject({
        status: 'received',
        lines: [{ received: '10.000' }],
      });
    });

    it('is not taken beyond the tolerance, however many of it race in several processes', async () => {
      const order = await submitted('10.000', { unitPrice: '3.00000000' }, { overReceiptPercent: '10.000' });
      const { tenantId, orderId, lineId, locationId, itemId } = order;
      const processes = [
        posting.service.parts,
        posting.service.replica(),
        posting.service.replica(),
        posting.service.replica(),
      ];
      const lines = [{ lineId, quantity: '1.000', locationId }];
      const outcomes = await Promise.allSettled(
        Array.from({ length: 24 }, (_, n) => {
          const parts = processes[n % processes.length] as (typeof processes)[number];
          return receiveOrder({ orderId, lines }, commandContext({ tenantId }), parts);
        }),
      );
      const codes = outcomes.map((each) =>
        each.status === 'rejected' ? (each.reason as { code: string }).code : 'taken',
      );
      expect(codes.toSorted()).toEqual([...Array<string>(13).fill('OVER_RECEIPT'), ...Array<string>(11).fill('taken')]);
      await eventually(async () => expect(await transactionsOf(posting.service, tenantId, itemId)).toHaveLength(11));
      expect(await read(tenantId, orderId)).toMatchObject({ status: 'received', lines: [{ received: '11.000' }] });
    });

    it('S17: sent three times under one key, with a crash at each append of the posting, is one movement', async () => {
      const order = await submitted();
      const crashes = ['inventory.stock_ledger', 'inventory.purchase_order'].flatMap((category) =>
        (['before', 'after'] as const).map((when) => ({ category, when })),
      );
      posting.intercept = async ([, contract, payload, context], carryOut) => {
        const crash = contract === PostStock ? crashes.shift() : undefined;
        if (!crash) return carryOut();
        const commands = dyingAt(posting.service.parts.commands, crash, crash.when);
        return postStock(payload as PostStock, context, { commands });
      };
      const key = randomUUID();
      const answers = [await receive(order, '4.000', key), await receive(order, '4.000', key)];
      answers.push(await receive(order, '4.000', key));
      expect(answers.map((answer) => JSON.stringify(answer))).toEqual(Array(3).fill(JSON.stringify(answers[0])));
      expect(answers[0]).toMatchObject({ status: 'partially_received', posting: 'done' });
      expect(await transactionsOf(posting.service, order.tenantId, order.itemId)).toHaveLength(1);
      const { tenantId, orderId: id } = order;
      const recorded = await posting.service.recorded('inventory.purchase_order', { tenantId, id });
      expect(recorded.filter(({ type }) => type === 'PurchaseReceiptPosted')).toHaveLength(1);
    });

    it('that its item refuses after all counts until it is withdrawn', async () => {
      const order = await submitted();
      const { tenantId, orderId } = order;
      posting.intercept = ([, contract, payload, context], carryOut) =>
        contract === PostStock
          ? postStock(payload as PostStock, context, { commands: refusing(posting.service.parts.commands) })
          : carryOut();
      const refused = await receive(order, '10.000');
      expect(refused).toMatchObject({ posting: 'failed' });
      const { receiptId } = refused;
      expect(await read(tenantId, orderId)).toMatchObject({
        status: 'received',
        receipts: [{ posting: 'failed', code: 'ZONE_MISMATCH' }],
      });
      await expect(receive(order, '1.000')).rejects.toMatchObject({ code: 'OVER_RECEIPT' });
      const retried = await posting.service.ask<PurchaseReceiptAnswer>(
        RetryPurchaseReceipt,
        { orderId, receiptId },
        { tenantId },
      );
      expect(retried).toMatchObject({ posting: 'failed' });
      const withdrawn = await posting.service.ask<PurchaseReceiptAnswer>(
        WithdrawPurchaseReceipt,
        { orderId, receiptId },
        { tenantId },
      );
      expect(withdrawn).toMatchObject({ status: 'submitted', posting: 'failed' });
      for (const contract of [RetryPurchaseReceipt, WithdrawPurchaseReceipt]) {
        const settle = (named: object, by = tenantId) =>
          posting.service.ask(contract, { orderId, receiptId, ...named }, { tenantId: by });
        await expect(settle({})).rejects.toMatchObject({ code: 'CONFLICT' });
        await expect(settle({ receiptId: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
        await expect(settle({}, randomUUID())).rejects.toMatchObject({ code: 'NOT_FOUND' });
      }
      posting.intercept = straight;
      expect(await receive(order, '10.000')).toMatchObject({ status: 'received', posting: 'done' });
    });
  });
}

function refusing(commands: TestInventory['commands']): TestInventory['commands'] {
  return {
    ...boundCommands(commands),
    handle: (handling) => {
      if (handling.aggregate.category !== 'inventory.stock_ledger') return commands.handle(handling);
      return commands.handle({ ...handling, decide: () => refuse('ZONE_MISMATCH') });
    },
  };
}
