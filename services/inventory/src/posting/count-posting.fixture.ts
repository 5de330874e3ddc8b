import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import { PostStock } from '#contracts/inventory/post-stock';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import { ReverseMovement } from '#contracts/inventory/reverse-movement';
import { UseStock } from '#contracts/inventory/use-stock';
import type { TransactionRecorded } from '#contracts/inventory/stock-answers';
import type { StockTransaction } from '#contracts/inventory/stock-events';
import type { ContractClass } from '#contracts/declare/contract';
import type { CommandContext } from '#libs/identity';
import { ApproveCount } from '#contracts/inventory/approve-count';
import { CancelCount } from '#contracts/inventory/cancel-count';
import { CreateItem } from '#contracts/inventory/create-item';
import { CreateLocation } from '#contracts/inventory/create-location';
import { EnterCountLines } from '#contracts/inventory/enter-count-lines';
import { GetCount, type CountAnswer, type CountDetails } from '#contracts/inventory/get-count';
import { OpenCount } from '#contracts/inventory/open-count';
import { RecountLines } from '#contracts/inventory/recount';
import { SubmitCount } from '#contracts/inventory/submit-count';
import { eventually } from '#libs/testing/eventually';
import { postStock } from './post-stock.handler';
import { dyingAt, stockedItems, transactionsOf, type PostingFixture } from './posting.fixture';

/** Counts, and the posting of their lines. */
export function countsArePosted(posting: PostingFixture): void {
  describe('a count', () => {
    const counter = { id: randomUUID(), type: 'user', roles: ['counter'] } as const;
    const manager = { id: randomUUID(), type: 'user', roles: ['manager'] } as const;
    const LOOSE = { tolerancePercent: '1000', toleranceValue: '100000' };

    async function opened(more: object = {}, stocked?: Awaited<ReturnType<typeof stockedItems>>) {
      const { tenantId, locationId, itemIds } = stocked ?? (await stockedItems(posting.service, 1));
      const { id: countId } = await posting.service.ask<Created>(OpenCount, { locationId, ...more }, { tenantId });
      const [itemId = ''] = itemIds;
      const enter = (counted: string, said: object = {}, actor: CommandContext['actor'] = counter) =>
        posting.service.ask(EnterCountLines, { countId, lines: [{ itemId, counted, ...said }] }, { tenantId, actor });
      const change = (contract: ContractClass, said: object = {}, actor: CommandContext['actor'] = manager) =>
        posting.service.ask<CountAnswer>(contract, { countId, ...said }, { tenantId, actor });
      const onHand = async () => {
        const all = await posting.service.recorded('inventory.stock_ledger', { tenantId, id: itemId });
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
      const [adjusted] = await transactionsOf(posting.service, tenantId, itemId);
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
      const seen = await posting.service.ask<CountDetails>(GetCount, { countId }, { tenantId, actor: counter });
      expect(seen.lines).toMatchObject([blind]);
    });

    it('lists stock of which nothing was entered, and does not adjust it', async () => {
      const stocked = await stockedItems(posting.service, 2);
      const { enter, change, tenantId, countId } = await opened(LOOSE, stocked);
      await enter('10.000');
      expect(await change(SubmitCount)).toMatchObject({
        status: 'closed',
        lines: [{ variance: '0.000', outcome: 'posted' }],
      });
      const { notCounted } = await posting.service.ask<CountDetails>(GetCount, { countId }, { tenantId });
      expect(notCounted).toEqual([{ itemId: stocked.itemIds[1], locationId: stocked.locationId, lotNumber: null }]);
      expect(await transactionsOf(posting.service, tenantId, stocked.itemIds[1] ?? '')).toEqual([]);
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
      const elsewhere = (await stockedItems(posting.service, 1)).itemIds;
      const reason = 'so it is';
      await expect(change(ApproveCount, { reason, itemIds: elsewhere }, other)).rejects.toMatchObject({
        code: 'CONFLICT',
      });
      const inOther = { tenantId: randomUUID(), actor: other };
      await expect(posting.service.ask(ApproveCount, { countId, reason }, inOther)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
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
      await posting.service.ask(UseStock, used, { tenantId });
      expect((await change(ApproveCount, { reason: 'so it is' })).lines).toMatchObject([
        { outcome: 'recount', book: '9.000' },
      ]);
    });

    it('S04: of two counts the later one starts from what the first has posted, and an older line is counted again', async () => {
      const stocked = await stockedItems(posting.service, 1);
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
        const stocked = await stockedItems(posting.service, 1);
        const [older, later] = [await opened(LOOSE, stocked), await opened(LOOSE, stocked)];
        const moments = [1, 2].map((n) => new Date(Date.now() + n).toISOString());
        await eventually(() => expect(Date.now()).toBeGreaterThan(Date.parse(moments[1] ?? '')));
        await older.enter('30.000', { countedAt: moments[0] });
        await later.enter('20.000', { countedAt: moments[1] });
        let release = () => {};
        const bothSubmitted = new Promise<void>((resolve) => (release = resolve));
        posting.intercept = async ([, contract], carryOut) => {
          if (contract === PostStock) await bothSubmitted;
          return carryOut();
        };
        const isSubmitted = async ({ tenantId, countId: id }: typeof older) =>
          (await posting.service.recorded('inventory.count', { tenantId, id })).some(
            ({ type }) => type === 'CountSubmitted',
          );
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
      const stocked = await stockedItems(posting.service, 1);
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
        (await posting.service.ask<Created>(contract, payload, { tenantId })).id;
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
        posting.service.ask(ReceiveStock, { itemId, locationId, quantity, unitCost, effectiveAt }, { tenantId });
      await receive('10.000', '4.00000000', new Date(Date.parse(countedAt) + 1).toISOString());
      await receive('5.000', '2.00000000', new Date(Date.parse(countedAt) - 3_600_000).toISOString());
      expect((await change(SubmitCount)).lines).toMatchObject([
        { book: '15.000', variance: '-3.000', value: '-6.0000', outcome: 'posted' },
      ]);
    });

    it('S03: keeps its adjustment when the past changes afterwards', async () => {
      const { enter, change, onHand, tenantId, itemId, locationId } = await opened(LOOSE);
      await posting.service.ask(
        ReceiveStock,
        { itemId, locationId, quantity: '47.000', unitCost: '2.00000000' },
        { tenantId },
      );
      const use = (quantity: string) =>
        posting.service.ask<TransactionRecorded>(UseStock, { itemId, locationId, quantity }, { tenantId });
      const first = await use('1.000');
      await use('3.000');
      await use('11.000');
      await enter('1.000');
      expect((await change(SubmitCount)).lines).toMatchObject([
        { variance: '-41.000', value: '-82.0000', outcome: 'posted' },
      ]);
      await posting.service.ask(ReverseMovement, { movementId: first.movementIds[0] }, { tenantId });
      expect(await onHand()).toBe(2);
    });

    it('is counted again where its item refuses the posting after all', async () => {
      const { enter, change, tenantId, itemId, locationId } = await opened(LOOSE);
      await enter('1.000');
      posting.beforePosting(() =>
        posting.service.ask(UseStock, { itemId, locationId, quantity: '9.000' }, { tenantId }),
      );
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
      posting.intercept = async ([, contract, payload, context], carryOut) => {
        if (contract !== PostStock || ++postings > 1) return carryOut();
        return postStock(payload as PostStock, context, {
          commands: dyingAt(posting.service.parts.commands, { category }, when),
        });
      };
      expect(await change(SubmitCount)).toMatchObject({ status: 'closed' });
      await eventually(() => expect(postings).toBe(2));
      expect(await onHand()).toBe(4);
      const recorded = await posting.service.recorded('inventory.count', { tenantId, id });
      expect(recorded.filter(({ type }) => type === 'CountPosted')).toHaveLength(1);
    });

    it('takes no entry of another item, another place or another time, and none when it is over', async () => {
      const stocked = await stockedItems(posting.service, 2);
      const [itemId, other] = stocked.itemIds;
      const { enter, change, countId, tenantId } = await opened({ ...LOOSE, itemIds: [itemId] }, stocked);
      const { id: elsewhere } = await posting.service.ask<Created>(
        CreateLocation,
        { code: 'X', name: 'X' },
        { tenantId },
      );
      await expect(enter('1.000', { itemId: other })).rejects.toMatchObject({
        fields: [{ pointer: '/lines/0/itemId' }],
      });
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
      expect(await posting.service.ask(GetCount, { countId }, { tenantId })).toMatchObject({
        status: 'canceled',
        lines: [],
      });
    });
  });
}
