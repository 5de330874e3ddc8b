import { randomUUID } from 'node:crypto';
import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import type { Created } from '#contracts/created';
import { CreateSupplier } from '#contracts/inventory/create-supplier';
import { CreatePurchaseOrder } from '#contracts/inventory/create-purchase-order';
import { GetPurchaseOrder, type PurchaseOrderDetails } from '#contracts/inventory/get-purchase-order';
import { GetStockDocument, type StockDocumentDetails } from '#contracts/inventory/get-stock-document';
import { PostStock } from '#contracts/inventory/post-stock';
import { ReceivePurchaseOrder, type PurchaseReceiptAnswer } from '#contracts/inventory/receive-purchase-order';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import { RecordReceipts } from '#contracts/inventory/record-receipts';
import { RecordUsages } from '#contracts/inventory/record-usages';
import { RetryDocumentLine } from '#contracts/inventory/retry-document-line';
import { ReverseMovement } from '#contracts/inventory/reverse-movement';
import { CorrectReceipt } from '#contracts/inventory/correct-receipt';
import { RetryPurchaseReceipt } from '#contracts/inventory/retry-purchase-receipt';
import type { StockDocumentPosted } from '#contracts/inventory/stock-document-events';
import type { StockDocumentAnswer, DocumentLineAnswer } from '#contracts/inventory/stock-document-recorded';
import { ReserveStock } from '#contracts/inventory/reserve-stock';
import { ReturnStock } from '#contracts/inventory/return-stock';
import { SubmitPurchaseOrder } from '#contracts/inventory/submit-purchase-order';
import { UseStock } from '#contracts/inventory/use-stock';
import { WithdrawDocumentLine } from '#contracts/inventory/withdraw-document-line';
import { WithdrawPurchaseReceipt } from '#contracts/inventory/withdraw-purchase-receipt';
import type { ReturnRecorded, TransactionRecorded } from '#contracts/inventory/stock-answers';
import type { StockMovement, StockTransaction } from '#contracts/inventory/stock-events';
import type { Movement } from '#contracts/inventory/get-movement';
import { ListMovements } from '#contracts/inventory/list-movements';
import type { Page } from '#contracts/declare/list-request';
import type { ContractClass } from '#contracts/declare/contract';
import type { CommandContext } from '#libs/identity';
import { AmendPurchaseReceipt } from '#contracts/inventory/amend-purchase-receipt';
import { ApproveCount } from '#contracts/inventory/approve-count';
import { CancelCount } from '#contracts/inventory/cancel-count';
import { CreateItem } from '#contracts/inventory/create-item';
import { CreateLocation } from '#contracts/inventory/create-location';
import { EnterCountLines } from '#contracts/inventory/enter-count-lines';
import { GetCount, type CountAnswer, type CountDetails } from '#contracts/inventory/get-count';
import { OpenCount } from '#contracts/inventory/open-count';
import { RecountLines } from '#contracts/inventory/recount';
import { SubmitCount } from '#contracts/inventory/submit-count';
import { OrganizationCreated } from '#contracts/tenancy/organization-events';
import { commandContext, eventually } from '#libs/testing';
import { TestInventory, type Interception } from '../inventory.fixture';
import { receiveOrder } from '../purchase-order/receipt-answer.handler';
import { inZone } from '../stock-ledger/organization.fixture';
import { postStock } from './post-stock.handler';
import { boundCommands, dyingAt, stockedItems, transactionsOf } from './posting.fixture';

let service: TestInventory;
let reactors: ReturnType<TestInventory['react']>;
/** Stands between the reactors and the service. */
let intercept: Interception;

const straight: Interception = (_, carryOut) => carryOut();

beforeAll(async () => {
  service = await TestInventory.open();
  intercept = straight;
  reactors = service.react((...sent) => intercept(...sent));
});
afterEach(() => {
  intercept = straight;
});
afterAll(async () => {
  await reactors.stop();
  await service.close();
});

/** Runs once before the lines of a process are posted. */
function beforePosting(work: () => Promise<unknown>): void {
  let isDone = false;
  intercept = async ([, contract], carryOut) => {
    if (contract === PostStock && !isDone) {
      isDone = true;
      await work();
    }
    return carryOut();
  };
}

const documentOf = (tenantId: string, documentId: string) =>
  service.ask<StockDocumentDetails>(GetStockDocument, { documentId }, { tenantId });

describe('a document', () => {
  it('is posted to each item, and answered when it is', async () => {
    const { tenantId, locationId, itemIds } = await stockedItems(service, 2);
    const lines = itemIds.map((itemId) => ({ itemId, locationId, quantity: '4.000', unitCost: '3.00000000' }));
    const command = { lines, reference: 'Delivery 7' };
    const answer = await service.ask<StockDocumentAnswer>(RecordReceipts, command, { tenantId });
    expect(answer.lines).toEqual(
      itemIds.map((itemId) => ({ itemId, transactionId: expect.any(String) as string, posting: 'done', code: null })),
    );
    for (const [index, itemId] of itemIds.entries()) {
      expect(await transactionsOf(service, tenantId, itemId)).toMatchObject([
        {
          type: 'StockReceived',
          transactionId: answer.lines[index]?.transactionId,
          reference: 'Delivery 7',
          source: { type: 'document', id: answer.documentId, lineId: null },
          movements: [{ quantity: '4.000', value: '12.0000' }],
        },
      ]);
    }
    expect(await documentOf(tenantId, answer.documentId)).toMatchObject({
      kind: 'receipt',
      reference: 'Delivery 7',
      lines: [
        { line: 1, posting: 'done' },
        { line: 2, posting: 'done' },
      ],
    });
  });

  it.each([
    ['one line is more than there is', ['1.000', '11.000'], 2],
    ['the lines of one item together are', ['6.000', '1.000', '6.000'], 3],
  ])('is refused as a whole where %s', async (_title, quantities, line) => {
    const { tenantId, locationId, itemIds } = await stockedItems(service, 2);
    const lines = quantities.map((quantity, index) => ({ itemId: itemIds[index % 2] as string, locationId, quantity }));
    await expect(service.ask(RecordUsages, { lines }, { tenantId })).rejects.toMatchObject({
      code: 'INSUFFICIENT_STOCK',
      details: { line, shortage: line === 2 ? '1.000' : '2.000' },
      fields: [{ pointer: `/lines/${line - 1}` }],
    });
    for (const itemId of itemIds) expect(await transactionsOf(service, tenantId, itemId)).toEqual([]);
  });

  it('shows a line that its item refused after all, which is posted again or given up', async () => {
    const { tenantId, locationId, itemIds } = await stockedItems(service, 3);
    const use = (itemId: string | undefined, quantity: string) => ({ itemId, locationId, quantity });
    beforePosting(() =>
      Promise.all(itemIds.slice(0, 2).map((itemId) => service.ask(UseStock, use(itemId, '8.000'), { tenantId }))),
    );
    const { documentId, lines } = await service.ask<StockDocumentAnswer>(
      RecordUsages,
      { lines: itemIds.map((itemId) => use(itemId, '5.000')) },
      { tenantId },
    );
    expect(lines.map(({ posting, code }) => [posting, code])).toEqual([
      ['failed', 'INSUFFICIENT_STOCK'],
      ['failed', 'INSUFFICIENT_STOCK'],
      ['done', null],
    ]);
    const receipt = { itemId: itemIds[0], locationId, quantity: '9.000', unitCost: '1' };
    await service.ask(ReceiveStock, receipt, { tenantId });
    expect(
      await service.ask<DocumentLineAnswer>(RetryDocumentLine, { documentId, line: 1 }, { tenantId }),
    ).toMatchObject({ posting: 'done', code: null, withdrawn: false });
    expect(
      await service.ask<DocumentLineAnswer>(WithdrawDocumentLine, { documentId, line: 2 }, { tenantId }),
    ).toMatchObject({ posting: 'failed', code: 'INSUFFICIENT_STOCK', withdrawn: true });
    for (const line of [1, 2, 3]) {
      await expect(service.ask(RetryDocumentLine, { documentId, line }, { tenantId })).rejects.toMatchObject({
        code: 'CONFLICT',
      });
    }
    expect((await transactionsOf(service, tenantId, itemIds[1] ?? '')).map(({ source }) => source)).toEqual([null]);
  });

  it('posts a line again only as far as nothing was reserved meanwhile', async () => {
    const { tenantId, locationId, itemIds } = await stockedItems(service, 1);
    const [itemId = ''] = itemIds;
    beforePosting(() => service.ask(UseStock, { itemId, locationId, quantity: '8.000' }, { tenantId }));
    const lines = [{ itemId, locationId, quantity: '5.000' }];
    const { documentId } = await service.ask<StockDocumentAnswer>(RecordUsages, { lines }, { tenantId });
    await service.ask(ReceiveStock, { itemId, locationId, quantity: '9.000', unitCost: '1' }, { tenantId });
    await service.ask(
      ReserveStock,
      { itemId, quantity: '8.000', reference: 'Order 1', expiresAt: '2099-01-01T00:00:00.000Z' },
      { tenantId },
    );
    expect(
      await service.ask<DocumentLineAnswer>(RetryDocumentLine, { documentId, line: 1 }, { tenantId }),
    ).toMatchObject({ posting: 'failed', code: 'INSUFFICIENT_AVAILABLE' });
  });

  it('is posted again with no less than the permission that recording it needs', async () => {
    const { tenantId, locationId, itemIds } = await stockedItems(service, 1);
    const lines = [{ itemId: itemIds[0], locationId, quantity: '1.000' }];
    const { documentId } = await service.ask<StockDocumentAnswer>(RecordUsages, { lines }, { tenantId });
    const actor = { id: randomUUID(), type: 'user', roles: ['counter'] } as const;
    await expect(service.ask(RetryDocumentLine, { documentId, line: 1 }, { tenantId, actor })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});

describe('posting', () => {
  /** Each append of it: three lines on two items, and the record of their outcomes. */
  const POINTS = [
    ...[1, 2, 3].map((n) => ({ category: 'inventory.stock_ledger', n })),
    { category: 'inventory.document', n: 1 },
  ].flatMap((append) => (['before', 'after'] as const).map((when) => ({ ...append, when })));

  it.each(POINTS)(
    'posts and reports each line once, killed $when append $n to $category',
    async ({ when, ...append }) => {
      const { tenantId, locationId, itemIds } = await stockedItems(service, 2);
      const [one = '', other = ''] = itemIds;
      let postings = 0;
      intercept = async ([, contract, payload, context], carryOut) => {
        if (contract !== PostStock || ++postings > 1) return carryOut();
        const { parts } = service;
        return postStock(payload as PostStock, context, { commands: dyingAt(parts.commands, append, when) });
      };
      const lines = [one, other, one].map((itemId) => ({ itemId, locationId, quantity: '2.000' }));
      const { documentId, ...answer } = await service.ask<StockDocumentAnswer>(RecordUsages, { lines }, { tenantId });
      await eventually(() => expect(postings).toBe(2));
      expect(answer.lines.map(({ posting }) => posting)).toEqual(['done', 'done', 'done']);
      const made = [
        ...(await transactionsOf(service, tenantId, one)),
        ...(await transactionsOf(service, tenantId, other)),
      ];
      expect(made).toHaveLength(3);
      expect(new Set(made.map(({ transactionId }) => transactionId))).toEqual(
        new Set(answer.lines.map(({ transactionId }) => transactionId)),
      );
      const recorded = await service.recorded('inventory.document', { tenantId, id: documentId });
      const outcomes = recorded.flatMap(({ data }) => (data as Partial<StockDocumentPosted>).outcomes ?? []);
      expect(outcomes.map(({ line }) => line)).toEqual([1, 2, 3]);
    },
  );

  it('posts nothing of a line that was given up, however late an attempt comes', async () => {
    const { tenantId, locationId, itemIds } = await stockedItems(service, 1);
    const [itemId = ''] = itemIds;
    const used = { itemId, locationId, quantity: '8.000' };
    beforePosting(() => service.ask(UseStock, used, { tenantId }));
    const lines = [{ itemId, locationId, quantity: '5.000' }];
    const { documentId } = await service.ask<StockDocumentAnswer>(RecordUsages, { lines }, { tenantId });
    await service.ask(WithdrawDocumentLine, { documentId, line: 1 }, { tenantId });
    await service.ask(ReceiveStock, { ...used, unitCost: '1' }, { tenantId });
    const again = { source: 'document', sourceId: documentId, partId: documentId } as const;
    // A withdrawn line is not pending, so a late attempt finds nothing to post.
    await postStock(again, commandContext({ tenantId }), service.parts);
    expect((await documentOf(tenantId, documentId)).lines).toMatchObject([{ posting: 'failed', withdrawn: true }]);
    expect(await transactionsOf(service, tenantId, itemId)).toHaveLength(2);
  });
});

describe('a receipt of an order', () => {
  async function submitted(quantity = '10.000', price: object = { unitPrice: '3.00000000' }, more: object = {}) {
    const stocked = await stockedItems(service, 1);
    const { tenantId, itemIds } = stocked;
    const lines = [{ itemId: itemIds[0], quantity, ...price }];
    const order = { supplier: 'Mill & Sons', lines, ...more };
    const { id: orderId, number } = await service.ask<{ id: string; number: string }>(CreatePurchaseOrder, order, {
      tenantId,
    });
    await service.ask(SubmitPurchaseOrder, { orderId }, { tenantId });
    const { lines: ordered } = await read(tenantId, orderId);
    return { ...stocked, orderId, number, itemId: itemIds[0] ?? '', lineId: ordered[0]?.lineId ?? '' };
  }
  type Submitted = Awaited<ReturnType<typeof submitted>>;

  const read = (tenantId: string, orderId: string) =>
    service.ask<PurchaseOrderDetails>(GetPurchaseOrder, { orderId }, { tenantId });
  const receive = ({ tenantId, orderId, lineId, locationId }: Submitted, quantity: string, commandId = randomUUID()) =>
    service.ask<PurchaseReceiptAnswer>(
      ReceivePurchaseOrder,
      { orderId, lines: [{ lineId, quantity, locationId }] },
      { tenantId, commandId },
    );

  it('numbers the orders of each organisation by themselves', async () => {
    const one = await submitted();
    expect(one.number).toBe('PO-00001');
    const { number } = await service.ask<{ number: string }>(
      CreatePurchaseOrder,
      { supplier: 'Other', lines: [{ itemId: one.itemId, quantity: '1.000', unitPrice: '1' }] },
      { tenantId: one.tenantId },
    );
    expect(number).toBe('PO-00002');
  });

  it('takes no number where the order is refused', async () => {
    const { tenantId, itemIds } = await stockedItems(service, 1);
    const lines = [{ itemId: itemIds[0], quantity: '0.005', unit: 'pcs', unitPrice: '1' }];
    const create = (said: object) =>
      service.ask<{ number: string }>(CreatePurchaseOrder, { supplier: 'Other', lines, ...said }, { tenantId });
    await expect(create({ exchangeRate: '2.00000000' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    const unknown = lines.map((line) => ({ ...line, unit: 'pallet' }));
    await expect(create({ lines: unknown })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await service.recorded('inventory.purchase_order_number', { tenantId, id: tenantId })).toEqual([]);
    expect(await create({})).toMatchObject({ number: 'PO-00001' });
  });

  it('names its supplier by id, or by a name in any case; another name stays text', async () => {
    const { tenantId, itemId } = await submitted();
    const { id: supplierId } = await service.ask<Created>(CreateSupplier, { name: 'Northern Mill' }, { tenantId });
    const lines = [{ itemId, quantity: '1.000', unitPrice: '1' }];
    const supplierOf = async (supplier: string) => {
      const { id } = await service.ask<Created>(CreatePurchaseOrder, { supplier, lines }, { tenantId });
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
    await service.append('tenancy.organization', { tenantId, id: tenantId }, [inFrancs]);
    await expect(receive(order, '1.000')).rejects.toMatchObject({ fields: [{ pointer: '/exchangeRate' }] });
    const lines = [{ lineId, quantity: '1.000', locationId }];
    const command = { orderId, lines, exchangeRate: '0.93000000' };
    await service.ask(ReceivePurchaseOrder, command, { tenantId });
    const [received] = await transactionsOf(service, tenantId, itemId);
    expect(received?.movements).toMatchObject([{ value: '2.7900' }]);
  });

  it('whose goods go back stays received, with what was returned beside it', async () => {
    const order = await submitted();
    const { tenantId, orderId, itemId, locationId, lineId } = order;
    await receive(order, '10.000');
    const returned = { itemId, locationId, quantity: '4.000', orderLineId: lineId };
    // 10 at 2.00 and 10 at 3.00 are there.
    const answer = await service.ask<ReturnRecorded>(ReturnStock, returned, { tenantId });
    expect(answer).toMatchObject({ cost: '10.0000', orderValue: '12.0000' });
    const { items } = await service.ask<Page<Movement>>(ListMovements, { itemId, kind: 'return' }, { tenantId });
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
    expect(await transactionsOf(service, order.tenantId, order.itemId)).toMatchObject([
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
    const processes = [service.parts, service.replica(), service.replica(), service.replica()];
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
    await eventually(async () => expect(await transactionsOf(service, tenantId, itemId)).toHaveLength(11));
    expect(await read(tenantId, orderId)).toMatchObject({ status: 'received', lines: [{ received: '11.000' }] });
  });

  it('S17: sent three times under one key, with a crash at each append of the posting, is one movement', async () => {
    const order = await submitted();
    const crashes = ['inventory.stock_ledger', 'inventory.purchase_order'].flatMap((category) =>
      (['before', 'after'] as const).map((when) => ({ category, when })),
    );
    intercept = async ([, contract, payload, context], carryOut) => {
      const crash = contract === PostStock ? crashes.shift() : undefined;
      if (!crash) return carryOut();
      const commands = dyingAt(service.parts.commands, crash, crash.when);
      return postStock(payload as PostStock, context, { commands });
    };
    const key = randomUUID();
    const answers = [await receive(order, '4.000', key), await receive(order, '4.000', key)];
    answers.push(await receive(order, '4.000', key));
    expect(answers.map((answer) => JSON.stringify(answer))).toEqual(Array(3).fill(JSON.stringify(answers[0])));
    expect(answers[0]).toMatchObject({ status: 'partially_received', posting: 'done' });
    expect(await transactionsOf(service, order.tenantId, order.itemId)).toHaveLength(1);
    const { tenantId, orderId: id } = order;
    const recorded = await service.recorded('inventory.purchase_order', { tenantId, id });
    expect(recorded.filter(({ type }) => type === 'PurchaseReceiptPosted')).toHaveLength(1);
  });

  it('that its item refuses after all counts until it is withdrawn', async () => {
    const order = await submitted();
    const { tenantId, orderId } = order;
    intercept = ([, contract, payload, context], carryOut) =>
      contract === PostStock
        ? postStock(payload as PostStock, context, { commands: refusing(service.parts.commands) })
        : carryOut();
    const { receiptId, posting } = await receive(order, '10.000');
    expect(posting).toBe('failed');
    expect(await read(tenantId, orderId)).toMatchObject({
      status: 'received',
      receipts: [{ posting: 'failed', code: 'ZONE_MISMATCH' }],
    });
    await expect(receive(order, '1.000')).rejects.toMatchObject({ code: 'OVER_RECEIPT' });
    const retried = await service.ask<PurchaseReceiptAnswer>(
      RetryPurchaseReceipt,
      { orderId, receiptId },
      { tenantId },
    );
    expect(retried).toMatchObject({ posting: 'failed' });
    const withdrawn = await service.ask<PurchaseReceiptAnswer>(
      WithdrawPurchaseReceipt,
      { orderId, receiptId },
      { tenantId },
    );
    expect(withdrawn).toMatchObject({ status: 'submitted', posting: 'failed' });
    for (const contract of [RetryPurchaseReceipt, WithdrawPurchaseReceipt]) {
      const settle = (named: object, by = tenantId) =>
        service.ask(contract, { orderId, receiptId, ...named }, { tenantId: by });
      await expect(settle({})).rejects.toMatchObject({ code: 'CONFLICT' });
      await expect(settle({ receiptId: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(settle({}, randomUUID())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    intercept = straight;
    expect(await receive(order, '10.000')).toMatchObject({ status: 'received', posting: 'done' });
  });

  it('that is reversed in stock is open on the order again', async () => {
    const order = await submitted();
    const { tenantId, orderId, itemId } = order;
    await receive(order, '10.000');
    const [received] = await transactionsOf(service, tenantId, itemId);
    const movementId = received?.movements[0]?.movementId;
    await service.ask(ReverseMovement, { movementId }, { tenantId });
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
    intercept = ([, contract, payload, { actor }], carryOut) => {
      if (contract === AmendPurchaseReceipt) told.push([payload, actor]);
      return carryOut();
    };
    const [received] = await transactionsOf(service, tenantId, itemId);
    const receivedMovementId = received?.movements[0]?.movementId;
    const { movementIds } = await service.ask<TransactionRecorded>(
      CorrectReceipt,
      { receivedMovementId, quantity: '5.000' },
      { tenantId },
    );
    await service.ask(ReverseMovement, { movementId: movementIds[1] }, { tenantId });
    await eventually(async () => expect((await read(tenantId, orderId)).status).toBe('submitted'));
    expect(told).toHaveLength(2);
    for (const [payload, actor] of told) await service.ask(AmendPurchaseReceipt, payload, { tenantId, actor });
    const recorded = await service.recorded('inventory.purchase_order', { tenantId, id: orderId });
    expect(recorded.filter(({ type }) => type === 'PurchaseReceiptAmended')).toHaveLength(2);
    expect(await read(tenantId, orderId)).toMatchObject({ lines: [{ received: '0.000' }] });
  });

  it('of a line with a price in total is worth that total when a correction completes it', async () => {
    const order = await submitted('3.000', { totalPrice: '10.0000' });
    const { tenantId, orderId, itemId } = order;
    await receive(order, '1.000');
    const [received] = await transactionsOf(service, tenantId, itemId);
    const correct = (movement: StockMovement | undefined, said: object) =>
      service.ask(CorrectReceipt, { receivedMovementId: movement?.movementId, ...said }, { tenantId });
    await correct(received?.movements[0], { quantity: '2.000' });
    await eventually(async () => expect((await read(tenantId, orderId)).lines[0]?.received).toBe('2.000'));
    expect(await receive(order, '1.000')).toMatchObject({ status: 'received' });
    const values = async () =>
      (await transactionsOf(service, tenantId, itemId)).map(({ movements }) => movements.map(({ value }) => value));
    expect(await values()).toEqual([['3.3333'], ['-3.3333', '6.6667'], ['3.3333']]);
    const [, , last] = await transactionsOf(service, tenantId, itemId);
    await service.ask(ReverseMovement, { movementId: last?.movements[0]?.movementId }, { tenantId });
    await eventually(async () => expect((await read(tenantId, orderId)).lines[0]?.received).toBe('2.000'));
    const [, corrected] = await transactionsOf(service, tenantId, itemId);
    await correct(corrected?.movements[1], { quantity: '3.000' });
    expect((await values()).at(-1)).toEqual(['-6.6667', '10.0000']);
  });

  it('is corrected upward as far as the order tolerates', async () => {
    const order = await submitted('10.000', { unitPrice: '3.00000000' }, { overReceiptPercent: '10.000' });
    const { tenantId, orderId, itemId } = order;
    await receive(order, '4.000');
    await receive(order, '6.000');
    const [, second] = await transactionsOf(service, tenantId, itemId);
    const correct = (receivedMovementId: string | undefined, quantity: string) =>
      service.ask<TransactionRecorded>(CorrectReceipt, { receivedMovementId, quantity }, { tenantId });
    const movementId = second?.movements[0]?.movementId;
    await expect(correct(movementId, '7.001')).rejects.toMatchObject({ code: 'OVER_RECEIPT' });
    const { movementIds } = await correct(movementId, '7.000');
    // Whether or not the order knows the first correction yet.
    await expect(correct(movementIds[1], '7.001')).rejects.toMatchObject({ code: 'OVER_RECEIPT' });
    await eventually(async () => expect((await read(tenantId, orderId)).lines[0]?.received).toBe('11.000'));
    expect(await transactionsOf(service, tenantId, itemId)).toHaveLength(3);
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
    expect(await service.ask(UseStock, usage, { tenantId })).toMatchObject({ cost: '7.0000' });
    const [received] = await transactionsOf(service, tenantId, itemId);
    const receivedMovementId = received?.movements[0]?.movementId;
    await service.ask(CorrectReceipt, { receivedMovementId, exchangeRate: '0.80000000' }, { tenantId });
    const { items } = await service.ask<Page<Movement>>(ListMovements, { itemId, kind: 'use' }, { tenantId });
    expect(items).toMatchObject([{ value: '-8.8000', valueWhenRecorded: '-7.0000' }]);
    const corrected = (await transactionsOf(service, tenantId, itemId)).at(-1);
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
    const [received] = await transactionsOf(service, tenantId, itemId);
    const receivedMovementId = received?.movements[0]?.movementId;
    await service.ask(CorrectReceipt, { receivedMovementId, quantity: '2.000' }, { tenantId });
    await eventually(async () => expect((await read(tenantId, orderId)).status).toBe('partially_received'));
    expect(await receive(order, '1.000')).toMatchObject({ status: 'received' });
    const [, corrected, last] = await transactionsOf(service, tenantId, itemId);
    expect(corrected?.movements[1]).toMatchObject({ stockQuantity: '2.000', value: '6.0000', allocatedCost: '6.0000' });
    expect(last?.movements[0]).toMatchObject({ stockQuantity: '1.000', value: '3.0000', allocatedCost: '3.0000' });
  });
});

describe('a count', () => {
  const counter = { id: randomUUID(), type: 'user', roles: ['counter'] } as const;
  const manager = { id: randomUUID(), type: 'user', roles: ['manager'] } as const;
  const LOOSE = { tolerancePercent: '1000', toleranceValue: '100000' };

  async function opened(more: object = {}, stocked?: Awaited<ReturnType<typeof stockedItems>>) {
    const { tenantId, locationId, itemIds } = stocked ?? (await stockedItems(service, 1));
    const { id: countId } = await service.ask<Created>(OpenCount, { locationId, ...more }, { tenantId });
    const [itemId = ''] = itemIds;
    const enter = (counted: string, said: object = {}, actor: CommandContext['actor'] = counter) =>
      service.ask(EnterCountLines, { countId, lines: [{ itemId, counted, ...said }] }, { tenantId, actor });
    const change = (contract: ContractClass, said: object = {}, actor: CommandContext['actor'] = manager) =>
      service.ask<CountAnswer>(contract, { countId, ...said }, { tenantId, actor });
    const onHand = async () => {
      const all = await service.recorded('inventory.stock_ledger', { tenantId, id: itemId });
      const movements = all.flatMap(({ data }) => (data as Partial<StockTransaction>).movements ?? []);
      return movements.reduce((sum, { stockQuantity }) => sum + Number(stockQuantity), 0);
    };
    return { tenantId, locationId, itemId, countId, enter, change, onHand };
  }

  it('posts what is within the tolerance, and is closed with it', async () => {
    const { enter, change, onHand, itemId, tenantId, countId } = await opened(LOOSE);
    await enter('9.000');
    const answer = await change(SubmitCount);
    expect(answer).toMatchObject({
      status: 'closed',
      lines: [{ itemId, counted: '9.000', book: '10.000', variance: '-1.000', value: '-2.0000', outcome: 'posted' }],
    });
    expect(await onHand()).toBe(9);
    const [adjusted] = await transactionsOf(service, tenantId, itemId);
    expect(adjusted).toMatchObject({
      type: 'StockAdjusted',
      effectiveAt: answer.lines[0]?.countedAt,
      reason: 'correction',
      source: { type: 'count', id: countId },
    });
  });

  it('is blind for a counter', async () => {
    const { enter, change, tenantId, countId } = await opened(LOOSE);
    await enter('9.000');
    const blind = { book: null, variance: null, value: null, counted: '9.000', outcome: 'posted' };
    expect((await change(SubmitCount, {}, counter)).lines).toMatchObject([blind]);
    const seen = await service.ask<CountDetails>(GetCount, { countId }, { tenantId, actor: counter });
    expect(seen.lines).toMatchObject([blind]);
  });

  it('lists stock of which nothing was entered, and does not adjust it', async () => {
    const stocked = await stockedItems(service, 2);
    const { enter, change, tenantId, countId } = await opened(LOOSE, stocked);
    await enter('10.000');
    expect(await change(SubmitCount)).toMatchObject({
      status: 'closed',
      lines: [{ variance: '0.000', outcome: 'posted' }],
    });
    const { notCounted } = await service.ask<CountDetails>(GetCount, { countId }, { tenantId });
    expect(notCounted).toEqual([{ itemId: stocked.itemIds[1], locationId: stocked.locationId, lotNumber: null }]);
    expect(await transactionsOf(service, tenantId, stocked.itemIds[1] ?? '')).toEqual([]);
  });

  it('beyond the tolerance is counted again, and then approved by somebody who did not count it', async () => {
    const { enter, change, onHand, countId } = await opened({ tolerancePercent: '5' });
    await enter('7.000');
    expect((await change(SubmitCount)).lines).toMatchObject([{ outcome: 'recount' }]);
    await expect(change(ApproveCount, { reason: 'so it is' })).rejects.toMatchObject({ code: 'CONFLICT' });
    await change(RecountLines);
    await enter('7.000', {}, manager);
    expect((await change(SubmitCount)).lines).toMatchObject([{ outcome: 'approval' }]);
    for (const actor of [manager, { ...counter, roles: ['manager'] }]) {
      await expect(change(ApproveCount, { reason: 'so it is' }, actor)).rejects.toMatchObject({
        code: 'APPROVER_MUST_DIFFER',
      });
    }
    const other = { id: randomUUID(), type: 'user', roles: ['manager'] } as const;
    const elsewhere = (await stockedItems(service, 1)).itemIds;
    const reason = 'so it is';
    await expect(change(ApproveCount, { reason, itemIds: elsewhere }, other)).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    const inOther = { tenantId: randomUUID(), actor: other };
    await expect(service.ask(ApproveCount, { countId, reason }, inOther)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await change(ApproveCount, { reason: 'so it is' }, other)).toMatchObject({
      status: 'closed',
      lines: [{ outcome: 'posted', variance: '-3.000' }],
    });
    await expect(change(ApproveCount, { reason }, other)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await onHand()).toBe(7);
  });

  it('is counted again where the book has changed before the approval', async () => {
    const { enter, change, tenantId, itemId, locationId } = await opened();
    await enter('7.000');
    await change(SubmitCount);
    await change(RecountLines);
    const countedAt = new Date().toISOString();
    await enter('7.000', { countedAt });
    await change(SubmitCount);
    const used = { itemId, locationId, quantity: '1.000', effectiveAt: countedAt };
    await service.ask(UseStock, used, { tenantId });
    expect((await change(ApproveCount, { reason: 'so it is' })).lines).toMatchObject([
      { outcome: 'recount', book: '9.000' },
    ]);
  });

  it('S04: of two counts the later one starts from what the first has posted, and an older line is counted again', async () => {
    const stocked = await stockedItems(service, 1);
    const [one, two, older] = [
      await opened(LOOSE, stocked),
      await opened(LOOSE, stocked),
      await opened(LOOSE, stocked),
    ];
    const moments = [1, 2, 3].map((n) => new Date(Date.now() + n).toISOString());
    await eventually(() => expect(Date.now()).toBeGreaterThan(Date.parse(moments[2] ?? '')));
    await one.enter('20.000', { countedAt: moments[1] });
    expect((await one.change(SubmitCount)).lines).toMatchObject([{ variance: '10.000', outcome: 'posted' }]);
    await two.enter('30.000', { countedAt: moments[2] });
    expect((await two.change(SubmitCount)).lines).toMatchObject([{ book: '20.000', variance: '10.000' }]);
    expect(await two.onHand()).toBe(30);
    await older.enter('30.000', { countedAt: moments[0] });
    expect((await older.change(SubmitCount)).lines).toMatchObject([{ outcome: 'recount' }]);
    expect(await older.onHand()).toBe(30);
  });

  it.each(['the later', 'the older'])(
    'S04: of two submitted at once one is counted again, with %s first',
    async (first) => {
      const stocked = await stockedItems(service, 1);
      const [older, later] = [await opened(LOOSE, stocked), await opened(LOOSE, stocked)];
      const moments = [1, 2].map((n) => new Date(Date.now() + n).toISOString());
      await eventually(() => expect(Date.now()).toBeGreaterThan(Date.parse(moments[1] ?? '')));
      await older.enter('30.000', { countedAt: moments[0] });
      await later.enter('20.000', { countedAt: moments[1] });
      let release = () => {};
      const bothSubmitted = new Promise<void>((resolve) => (release = resolve));
      intercept = async ([, contract], carryOut) => {
        if (contract === PostStock) await bothSubmitted;
        return carryOut();
      };
      const isSubmitted = async ({ tenantId, countId: id }: typeof older) =>
        (await service.recorded('inventory.count', { tenantId, id })).some(({ type }) => type === 'CountSubmitted');
      const answers = [];
      for (const count of first === 'the older' ? [older, later] : [later, older]) {
        answers.push(count.change(SubmitCount));
        await eventually(async () => expect(await isSubmitted(count)).toBe(true));
      }
      release();
      const outcomes = (await Promise.all(answers)).flatMap(({ lines }) =>
        lines.map(({ outcome, code }) => [outcome, code]),
      );
      expect(outcomes).toEqual([
        ['posted', null],
        ['recount', 'CONFLICT'],
      ]);
      expect(await older.onHand()).toBe(first === 'the older' ? 30 : 20);
    },
  );

  it('that finds what the book says is known to a count of an older moment', async () => {
    const stocked = await stockedItems(service, 1);
    const [older, later] = [await opened(LOOSE, stocked), await opened(LOOSE, stocked)];
    const moments = [1, 2].map((n) => new Date(Date.now() + n).toISOString());
    await eventually(() => expect(Date.now()).toBeGreaterThan(Date.parse(moments[1] ?? '')));
    await later.enter('10.000', { countedAt: moments[1] });
    expect(await later.change(SubmitCount)).toMatchObject({ status: 'closed', lines: [{ outcome: 'posted' }] });
    await older.enter('12.000', { countedAt: moments[0] });
    expect((await older.change(SubmitCount)).lines).toMatchObject([{ outcome: 'recount', code: 'CONFLICT' }]);
    expect(await later.onHand()).toBe(10);
  });

  it('judges a line with what is posted of those before it, and not with what is counted again', async () => {
    const tenantId = randomUUID();
    const make = async (contract: ContractClass, payload: object) =>
      (await service.ask<Created>(contract, payload, { tenantId })).id;
    const locationId = await make(CreateLocation, { code: 'P', name: 'Site' });
    const [oldest, newest] = [
      await make(CreateLocation, { code: 'P-1', name: 'Shelf 1', parentId: locationId }),
      await make(CreateLocation, { code: 'P-2', name: 'Shelf 2', parentId: locationId }),
    ];
    const itemId = await make(CreateItem, { itemNumber: 'F', name: 'Flour', unit: 'kg', costMethod: 'fifo' });
    const receipt = { itemId, quantity: '5.000' };
    await make(ReceiveStock, { ...receipt, locationId: oldest, unitCost: '1' });
    await make(ReceiveStock, { ...receipt, locationId: newest, unitCost: '3' });
    const limits = { tolerancePercent: '50', toleranceValue: '100' };
    const { enter, change } = await opened(limits, { tenantId, locationId, itemIds: [itemId] });
    await enter('0', { locationId: oldest });
    await enter('3.000', { locationId: newest });
    expect((await change(SubmitCount)).lines).toMatchObject([
      { value: '-5.0000', outcome: 'recount' },
      { value: '-2.0000', outcome: 'posted' },
    ]);
  });

  it('takes the book of the moment of counting, as known at the submit, and its cost', async () => {
    const { enter, change, tenantId, itemId, locationId } = await opened(LOOSE);
    const countedAt = new Date().toISOString();
    await enter('12.000', { countedAt });
    const receive = (quantity: string, unitCost: string, effectiveAt: string) =>
      service.ask(ReceiveStock, { itemId, locationId, quantity, unitCost, effectiveAt }, { tenantId });
    await receive('10.000', '4.00000000', new Date(Date.parse(countedAt) + 1).toISOString());
    await receive('5.000', '2.00000000', new Date(Date.parse(countedAt) - 3_600_000).toISOString());
    expect((await change(SubmitCount)).lines).toMatchObject([
      { book: '15.000', variance: '-3.000', value: '-6.0000', outcome: 'posted' },
    ]);
  });

  it('S03: keeps its adjustment when the past changes afterwards', async () => {
    const { enter, change, onHand, tenantId, itemId, locationId } = await opened(LOOSE);
    await service.ask(ReceiveStock, { itemId, locationId, quantity: '47.000', unitCost: '2.00000000' }, { tenantId });
    const use = (quantity: string) =>
      service.ask<TransactionRecorded>(UseStock, { itemId, locationId, quantity }, { tenantId });
    const first = await use('1.000');
    await use('3.000');
    await use('11.000');
    await enter('1.000');
    expect((await change(SubmitCount)).lines).toMatchObject([
      { variance: '-41.000', value: '-82.0000', outcome: 'posted' },
    ]);
    await service.ask(ReverseMovement, { movementId: first.movementIds[0] }, { tenantId });
    expect(await onHand()).toBe(2);
  });

  it('is counted again where its item refuses the posting after all', async () => {
    const { enter, change, tenantId, itemId, locationId } = await opened(LOOSE);
    await enter('1.000');
    beforePosting(() => service.ask(UseStock, { itemId, locationId, quantity: '9.000' }, { tenantId }));
    expect(await change(SubmitCount)).toMatchObject({
      status: 'submitted',
      lines: [{ outcome: 'recount', code: 'LATER_MOMENT_NEGATIVE' }],
    });
  });

  it.each([
    ['before', 'inventory.stock_ledger'],
    ['after', 'inventory.stock_ledger'],
    ['before', 'inventory.count'],
    ['after', 'inventory.count'],
  ] as const)('is posted once, killed %s the append to %s', async (when, category) => {
    const { enter, change, onHand, tenantId, countId: id } = await opened(LOOSE);
    await enter('4.000');
    let postings = 0;
    intercept = async ([, contract, payload, context], carryOut) => {
      if (contract !== PostStock || ++postings > 1) return carryOut();
      return postStock(payload as PostStock, context, {
        commands: dyingAt(service.parts.commands, { category }, when),
      });
    };
    expect(await change(SubmitCount)).toMatchObject({ status: 'closed' });
    await eventually(() => expect(postings).toBe(2));
    expect(await onHand()).toBe(4);
    const recorded = await service.recorded('inventory.count', { tenantId, id });
    expect(recorded.filter(({ type }) => type === 'CountPosted')).toHaveLength(1);
  });

  it('takes no entry of another item, another place or another time, and none when it is over', async () => {
    const stocked = await stockedItems(service, 2);
    const [itemId, other] = stocked.itemIds;
    const { enter, change, countId, tenantId } = await opened({ ...LOOSE, itemIds: [itemId] }, stocked);
    const { id: elsewhere } = await service.ask<Created>(CreateLocation, { code: 'X', name: 'X' }, { tenantId });
    await expect(enter('1.000', { itemId: other })).rejects.toMatchObject({ fields: [{ pointer: '/lines/0/itemId' }] });
    await expect(enter('1.000', { locationId: elsewhere })).rejects.toMatchObject({
      fields: [{ pointer: '/lines/0/locationId' }],
    });
    await expect(enter('1.000', { countedAt: '2020-01-01T00:00:00.000Z' })).rejects.toMatchObject({
      fields: [{ pointer: '/lines/0/countedAt' }],
    });
    for (const counted of ['1.000', '0']) {
      await expect(enter(counted, { unit: 'pallet' })).rejects.toMatchObject({
        fields: [{ pointer: '/lines/0/unit' }],
      });
    }
    await expect(enter('1.000', { lotNumber: 'L-1' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(change(SubmitCount)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await change(CancelCount)).toMatchObject({ status: 'canceled' });
    await expect(enter('1.000')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await service.ask(GetCount, { countId }, { tenantId })).toMatchObject({ status: 'canceled', lines: [] });
  });
});

function refusing(commands: TestInventory['commands']): TestInventory['commands'] {
  return {
    ...boundCommands(commands),
    handle: (handling) => {
      if (handling.aggregate.category !== 'inventory.stock_ledger') return commands.handle(handling);
      return commands.handle({ ...handling, decide: () => refuse('ZONE_MISMATCH') });
    },
  };
}
