import { ReverseMovement } from '#contracts/inventory/reverse-movement';
import { CorrectReceipt } from '#contracts/inventory/correct-receipt';
import { UseStock } from '#contracts/inventory/use-stock';
import type { TransactionRecorded } from '#contracts/inventory/stock-answers';
import type { StockMovement } from '#contracts/inventory/stock-events';
import type { Movement } from '#contracts/inventory/get-movement';
import { ListMovements } from '#contracts/inventory/list-movements';
import type { Page } from '#contracts/declare/list-request';
import type { CommandContext } from '#libs/identity';
import { AmendPurchaseReceipt } from '#contracts/inventory/amend-purchase-receipt';
import { eventually } from '#libs/testing/eventually';
import { orderSteps, transactionsOf, type PostingFixture } from './posting.fixture';

/** Receipts of orders that are reversed or corrected in stock. */
export function receiptsAreAmended(posting: PostingFixture): void {
  describe('a receipt of an order', () => {
    const { submitted, read, receive } = orderSteps(posting);

    it('that is reversed in stock is open on the order again', async () => {
      const order = await submitted();
      const { tenantId, orderId, itemId } = order;
      await receive(order, '10.000');
      const [received] = await transactionsOf(posting.service, tenantId, itemId);
      const movementId = received?.movements[0]?.movementId;
      await posting.service.ask(ReverseMovement, { movementId }, { tenantId });
      await eventually(async () => expect((await read(tenantId, orderId)).status).toBe('submitted'));
      expect(await read(tenantId, orderId)).toMatchObject({
        lines: [{ received: '0.000' }],
        receipts: [{ posting: 'done', reversed: true }],
      });
      expect(await receive(order, '10.000')).toMatchObject({ status: 'received' });
    });

    it('that is reversed in stock is open again once, however often the order is told', async () => {
      const order = await submitted();
      const { tenantId, orderId, itemId } = order;
      await receive(order, '4.000');
      const told: [object, CommandContext['actor']][] = [];
      posting.intercept = ([, contract, payload, { actor }], carryOut) => {
        if (contract === AmendPurchaseReceipt) told.push([payload, actor]);
        return carryOut();
      };
      const [received] = await transactionsOf(posting.service, tenantId, itemId);
      const receivedMovementId = received?.movements[0]?.movementId;
      const { movementIds } = await posting.service.ask<TransactionRecorded>(
        CorrectReceipt,
        { receivedMovementId, quantity: '5.000' },
        { tenantId },
      );
      await posting.service.ask(ReverseMovement, { movementId: movementIds[1] }, { tenantId });
      await eventually(async () => expect((await read(tenantId, orderId)).status).toBe('submitted'));
      expect(told).toHaveLength(2);
      for (const [payload, actor] of told)
        await posting.service.ask(AmendPurchaseReceipt, payload, { tenantId, actor });
      const recorded = await posting.service.recorded('inventory.purchase_order', { tenantId, id: orderId });
      expect(recorded.filter(({ type }) => type === 'PurchaseReceiptAmended')).toHaveLength(2);
      expect(await read(tenantId, orderId)).toMatchObject({ lines: [{ received: '0.000' }] });
    });

    it('of a line with a price in total is worth that total when a correction completes it', async () => {
      const order = await submitted('3.000', { totalPrice: '10.0000' });
      const { tenantId, orderId, itemId } = order;
      await receive(order, '1.000');
      const [received] = await transactionsOf(posting.service, tenantId, itemId);
      const correct = (movement: StockMovement | undefined, said: object) =>
        posting.service.ask(CorrectReceipt, { receivedMovementId: movement?.movementId, ...said }, { tenantId });
      await correct(received?.movements[0], { quantity: '2.000' });
      await eventually(async () => expect((await read(tenantId, orderId)).lines[0]?.received).toBe('2.000'));
      expect(await receive(order, '1.000')).toMatchObject({ status: 'received' });
      const values = async () =>
        (await transactionsOf(posting.service, tenantId, itemId)).map(({ movements }) =>
          movements.map(({ value }) => value),
        );
      expect(await values()).toEqual([['3.3333'], ['-3.3333', '6.6667'], ['3.3333']]);
      const [, , last] = await transactionsOf(posting.service, tenantId, itemId);
      await posting.service.ask(ReverseMovement, { movementId: last?.movements[0]?.movementId }, { tenantId });
      await eventually(async () => expect((await read(tenantId, orderId)).lines[0]?.received).toBe('2.000'));
      const [, corrected] = await transactionsOf(posting.service, tenantId, itemId);
      await correct(corrected?.movements[1], { quantity: '3.000' });
      expect((await values()).at(-1)).toEqual(['-6.6667', '10.0000']);
    });

    it('is corrected upward as far as the order tolerates', async () => {
      const order = await submitted('10.000', { unitPrice: '3.00000000' }, { overReceiptPercent: '10.000' });
      const { tenantId, orderId, itemId } = order;
      await receive(order, '4.000');
      await receive(order, '6.000');
      const [, second] = await transactionsOf(posting.service, tenantId, itemId);
      const correct = (receivedMovementId: string | undefined, quantity: string) =>
        posting.service.ask<TransactionRecorded>(CorrectReceipt, { receivedMovementId, quantity }, { tenantId });
      const movementId = second?.movements[0]?.movementId;
      await expect(correct(movementId, '7.001')).rejects.toMatchObject({ code: 'OVER_RECEIPT' });
      const { movementIds } = await correct(movementId, '7.000');
      // Whether or not the order knows the first correction yet.
      await expect(correct(movementIds[1], '7.001')).rejects.toMatchObject({ code: 'OVER_RECEIPT' });
      await eventually(async () => expect((await read(tenantId, orderId)).lines[0]?.received).toBe('11.000'));
      expect(await transactionsOf(posting.service, tenantId, itemId)).toHaveLength(3);
    });

    it('whose exchange rate is corrected is worth more from its time on, and so is what was used of it', async () => {
      const order = await submitted(
        '10.000',
        { unitPrice: '3.00000000' },
        { currency: 'USD', exchangeRate: '0.50000000' },
      );
      const { tenantId, orderId, itemId, locationId } = order;
      // 10 at 2.00 were there; 10 at 3.00 dollars come in at 1.50.
      await receive(order, '10.000');
      const usage = { itemId, locationId, quantity: '4.000' };
      expect(await posting.service.ask(UseStock, usage, { tenantId })).toMatchObject({ cost: '7.0000' });
      const [received] = await transactionsOf(posting.service, tenantId, itemId);
      const receivedMovementId = received?.movements[0]?.movementId;
      await posting.service.ask(CorrectReceipt, { receivedMovementId, exchangeRate: '0.80000000' }, { tenantId });
      const { items } = await posting.service.ask<Page<Movement>>(ListMovements, { itemId, kind: 'use' }, { tenantId });
      expect(items).toMatchObject([{ value: '-8.8000', valueWhenRecorded: '-7.0000' }]);
      const corrected = (await transactionsOf(posting.service, tenantId, itemId)).at(-1);
      expect(corrected).toMatchObject({
        exchangeRate: '0.80000000',
        movements: [{ value: '-15.0000' }, { value: '24.0000' }],
      });
      expect(await read(tenantId, orderId)).toMatchObject({ status: 'received', lines: [{ received: '10.000' }] });
    });

    it('whose quantity is corrected in stock leaves the rest to come, for the rest of the value', async () => {
      const order = await submitted('3.000');
      const { tenantId, orderId, itemId } = order;
      await receive(order, '3.000');
      const [received] = await transactionsOf(posting.service, tenantId, itemId);
      const receivedMovementId = received?.movements[0]?.movementId;
      await posting.service.ask(CorrectReceipt, { receivedMovementId, quantity: '2.000' }, { tenantId });
      await eventually(async () => expect((await read(tenantId, orderId)).status).toBe('partially_received'));
      expect(await receive(order, '1.000')).toMatchObject({ status: 'received' });
      const [, corrected, last] = await transactionsOf(posting.service, tenantId, itemId);
      expect(corrected?.movements[1]).toMatchObject({
        stockQuantity: '2.000',
        value: '6.0000',
        allocatedCost: '6.0000',
      });
      expect(last?.movements[0]).toMatchObject({ stockQuantity: '1.000', value: '3.0000', allocatedCost: '3.0000' });
    });
  });
}
