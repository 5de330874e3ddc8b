import { randomUUID } from 'node:crypto';
import { GetStockDocument, type StockDocumentDetails } from '#contracts/inventory/get-stock-document';
import { PostStock } from '#contracts/inventory/post-stock';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import { RecordReceipts } from '#contracts/inventory/record-receipts';
import { RecordUsages } from '#contracts/inventory/record-usages';
import { RetryDocumentLine } from '#contracts/inventory/retry-document-line';
import type { StockDocumentPosted } from '#contracts/inventory/stock-document-events';
import type { StockDocumentAnswer, DocumentLineAnswer } from '#contracts/inventory/stock-document-recorded';
import { ReserveStock } from '#contracts/inventory/reserve-stock';
import { UseStock } from '#contracts/inventory/use-stock';
import { WithdrawDocumentLine } from '#contracts/inventory/withdraw-document-line';
import { eventually } from '#libs/testing/eventually';
import { commandContext } from '#libs/testing/command-context';
import { postStock } from './post-stock.handler';
import { dyingAt, stockedItems, transactionsOf, type PostingFixture } from './posting.fixture';

/** Documents of several items, and their posting. */
export function documentsArePosted(posting: PostingFixture): void {
  const documentOf = (tenantId: string, documentId: string) =>
    posting.service.ask<StockDocumentDetails>(GetStockDocument, { documentId }, { tenantId });

  describe('a document', () => {
    it('is posted to each item, and answered when it is', async () => {
      const { tenantId, locationId, itemIds } = await stockedItems(posting.service, 2);
      const lines = itemIds.map((itemId) => ({ itemId, locationId, quantity: '4.000', unitCost: '3.00000000' }));
      const command = { lines, reference: 'Delivery 7' };
      const answer = await posting.service.ask<StockDocumentAnswer>(RecordReceipts, command, { tenantId });
      expect(answer.lines).toEqual(
        itemIds.map((itemId) => ({ itemId, transactionId: expect.any(String) as string, posting: 'done', code: null })),
      );
      for (const [index, itemId] of itemIds.entries()) {
        expect(await transactionsOf(posting.service, tenantId, itemId)).toMatchObject([
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
      const { tenantId, locationId, itemIds } = await stockedItems(posting.service, 2);
      const lines = quantities.map((quantity, index) => ({
        itemId: itemIds[index % 2] as string,
        locationId,
        quantity,
      }));
      await expect(posting.service.ask(RecordUsages, { lines }, { tenantId })).rejects.toMatchObject({
        code: 'INSUFFICIENT_STOCK',
        details: { line, shortage: line === 2 ? '1.000' : '2.000' },
        fields: [{ pointer: `/lines/${line - 1}` }],
      });
      for (const itemId of itemIds) expect(await transactionsOf(posting.service, tenantId, itemId)).toEqual([]);
    });

    it('shows a line that its item refused after all, which is posted again or given up', async () => {
      const { tenantId, locationId, itemIds } = await stockedItems(posting.service, 3);
      const use = (itemId: string | undefined, quantity: string) => ({ itemId, locationId, quantity });
      posting.beforePosting(() =>
        Promise.all(
          itemIds.slice(0, 2).map((itemId) => posting.service.ask(UseStock, use(itemId, '8.000'), { tenantId })),
        ),
      );
      const { documentId, lines } = await posting.service.ask<StockDocumentAnswer>(
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
      await posting.service.ask(ReceiveStock, receipt, { tenantId });
      expect(
        await posting.service.ask<DocumentLineAnswer>(RetryDocumentLine, { documentId, line: 1 }, { tenantId }),
      ).toMatchObject({ posting: 'done', code: null, withdrawn: false });
      expect(
        await posting.service.ask<DocumentLineAnswer>(WithdrawDocumentLine, { documentId, line: 2 }, { tenantId }),
      ).toMatchObject({ posting: 'failed', code: 'INSUFFICIENT_STOCK', withdrawn: true });
      for (const line of [1, 2, 3]) {
        await expect(posting.service.ask(RetryDocumentLine, { documentId, line }, { tenantId })).rejects.toMatchObject({
          code: 'CONFLICT',
        });
      }
      expect((await transactionsOf(posting.service, tenantId, itemIds[1] ?? '')).map(({ source }) => source)).toEqual([
        null,
      ]);
    });

    it('posts a line again only as far as nothing was reserved meanwhile', async () => {
      const { tenantId, locationId, itemIds } = await stockedItems(posting.service, 1);
      const [itemId = ''] = itemIds;
      posting.beforePosting(() =>
        posting.service.ask(UseStock, { itemId, locationId, quantity: '8.000' }, { tenantId }),
      );
      const lines = [{ itemId, locationId, quantity: '5.000' }];
      const { documentId } = await posting.service.ask<StockDocumentAnswer>(RecordUsages, { lines }, { tenantId });
      await posting.service.ask(ReceiveStock, { itemId, locationId, quantity: '9.000', unitCost: '1' }, { tenantId });
      await posting.service.ask(
        ReserveStock,
        { itemId, quantity: '8.000', reference: 'Order 1', expiresAt: '2099-01-01T00:00:00.000Z' },
        { tenantId },
      );
      expect(
        await posting.service.ask<DocumentLineAnswer>(RetryDocumentLine, { documentId, line: 1 }, { tenantId }),
      ).toMatchObject({ posting: 'failed', code: 'INSUFFICIENT_AVAILABLE' });
    });

    it('is posted again with no less than the permission that recording it needs', async () => {
      const { tenantId, locationId, itemIds } = await stockedItems(posting.service, 1);
      const lines = [{ itemId: itemIds[0], locationId, quantity: '1.000' }];
      const { documentId } = await posting.service.ask<StockDocumentAnswer>(RecordUsages, { lines }, { tenantId });
      const actor = { id: randomUUID(), type: 'user', roles: ['counter'] } as const;
      await expect(
        posting.service.ask(RetryDocumentLine, { documentId, line: 1 }, { tenantId, actor }),
      ).rejects.toMatchObject({
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
        const { tenantId, locationId, itemIds } = await stockedItems(posting.service, 2);
        const [one = '', other = ''] = itemIds;
        let postings = 0;
        posting.intercept = async ([, contract, payload, context], carryOut) => {
          if (contract !== PostStock || ++postings > 1) return carryOut();
          const { parts } = posting.service;
          return postStock(payload as PostStock, context, { commands: dyingAt(parts.commands, append, when) });
        };
        const lines = [one, other, one].map((itemId) => ({ itemId, locationId, quantity: '2.000' }));
        const { documentId, ...answer } = await posting.service.ask<StockDocumentAnswer>(
          RecordUsages,
          { lines },
          { tenantId },
        );
        await eventually(() => expect(postings).toBe(2));
        expect(answer.lines.map(({ posting }) => posting)).toEqual(['done', 'done', 'done']);
        const made = [
          ...(await transactionsOf(posting.service, tenantId, one)),
          ...(await transactionsOf(posting.service, tenantId, other)),
        ];
        expect(made).toHaveLength(3);
        expect(new Set(made.map(({ transactionId }) => transactionId))).toEqual(
          new Set(answer.lines.map(({ transactionId }) => transactionId)),
        );
        const recorded = await posting.service.recorded('inventory.document', { tenantId, id: documentId });
        const outcomes = recorded.flatMap(({ data }) => (data as Partial<StockDocumentPosted>).outcomes ?? []);
        expect(outcomes.map(({ line }) => line)).toEqual([1, 2, 3]);
      },
    );

    it('posts nothing of a line that was given up, however late an attempt comes', async () => {
      const { tenantId, locationId, itemIds } = await stockedItems(posting.service, 1);
      const [itemId = ''] = itemIds;
      const used = { itemId, locationId, quantity: '8.000' };
      posting.beforePosting(() => posting.service.ask(UseStock, used, { tenantId }));
      const lines = [{ itemId, locationId, quantity: '5.000' }];
      const { documentId } = await posting.service.ask<StockDocumentAnswer>(RecordUsages, { lines }, { tenantId });
      await posting.service.ask(WithdrawDocumentLine, { documentId, line: 1 }, { tenantId });
      await posting.service.ask(ReceiveStock, { ...used, unitCost: '1' }, { tenantId });
      const again = { source: 'document', sourceId: documentId, partId: documentId } as const;
      // A withdrawn line is not pending, so a late attempt finds nothing to post.
      await postStock(again, commandContext({ tenantId }), posting.service.parts);
      expect((await documentOf(tenantId, documentId)).lines).toMatchObject([{ posting: 'failed', withdrawn: true }]);
      expect(await transactionsOf(posting.service, tenantId, itemId)).toHaveLength(2);
    });
  });
}
