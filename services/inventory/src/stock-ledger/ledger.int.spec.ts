import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Created } from '#contracts/created';
import { parse } from '#contracts/declare/validation';
import type { Page, PageAsOf } from '#contracts/declare/list-request';
import { CreateItem } from '#contracts/inventory/create-item';
import { CreateLocation } from '#contracts/inventory/create-location';
import { GetItemStock, type ItemStock } from '#contracts/inventory/get-item-stock';
import { GetMovement, type Movement } from '#contracts/inventory/get-movement';
import { GetValuation, type ItemValuation, type ValuationTotal } from '#contracts/inventory/get-valuation';
import { GetValueRoll, type ValueRollRow, type ValueRollTotal } from '#contracts/inventory/get-value-roll';
import type { CostMethod } from '#contracts/inventory/item-events';
import { ListItemMovements } from '#contracts/inventory/list-item-movements';
import { quantityText, quantityUnits, scaledText } from '#contracts/values/amounts';
import type { Recorded } from '#libs/event-sourcing';
import { TestInventory } from '../inventory.fixture';
import { averageCost } from '../value/average-cost';
import { moneyText, moneyUnits } from '../value/movement-value';
import { totalsIn } from '../value/value.fixture';
import { drawnStep, tellDrawn } from './ledger-drawing.fixture';
import { dayOf, LedgerStory, shortMoney, type Told } from './ledger.fixture';
import { organizationIn } from './organization.fixture';
import { stockHistory, type StockHistory } from './stock-ledger';

let service: TestInventory;
beforeAll(async () => {
  service = await TestInventory.open();
});
afterAll(() => service.close());

type Valuation = PageAsOf<ItemValuation> & ValuationTotal;
type Rolled = Page<ValueRollRow> & ValueRollTotal;
interface Moments {
  readonly asOf?: string;
  readonly knownAt?: string;
}

/** An item of an organisation whose events are appended as commands would record them. */
class ToldItem {
  appended = 0;

  private constructor(
    readonly tenantId: string,
    readonly story: LedgerStory,
    readonly places: readonly string[],
  ) {}

  static async item(
    method: CostMethod,
    { tenantId, places }: { tenantId?: string; places?: readonly string[] } = {},
  ): Promise<ToldItem> {
    const own = tenantId ?? (await organizationIn(service, 'Europe/Paris'));
    const made = async (code: string) =>
      (await service.ask<Created>(CreateLocation, { code, name: code }, { tenantId: own })).id;
    const shelves = places ?? [await made('A'), await made('B')];
    const item = { itemNumber: `I-${randomUUID().slice(0, 8)}`, name: 'Item', unit: 'pcs', costMethod: method };
    const { id } = await service.ask<Created>(CreateItem, item, { tenantId: own });
    return new ToldItem(own, new LedgerStory(method, id, shelves), shelves);
  }

  get itemId(): string {
    return this.story.itemId;
  }

  tell(notation: string, told?: Told): this {
    this.story.tell(notation, told);
    return this;
  }

  /** Appends what has been told since, event by event, and waits for the read models. Answers the time of recording. */
  async recorded(): Promise<string> {
    const { tenantId, itemId: id, story } = this;
    for (; this.appended < story.events.length; this.appended++) {
      const made = story.events[this.appended] as (typeof story.events)[number];
      const expected = this.appended === 0 ? 'none' : this.appended - 1;
      await service.append('inventory.stock_ledger', { tenantId, id }, [made], { expected });
    }
    await service.caughtUp();
    const last = (await this.events()).at(-1);
    return last?.recordedAt ?? '';
  }

  events(): Promise<readonly Recorded[]> {
    return service.recorded('inventory.stock_ledger', { tenantId: this.tenantId, id: this.itemId });
  }

  /** On hand and value, as in `12 / 34.00`, once it is the same in the valuation. */
  async stock(moments: Moments = {}): Promise<string> {
    const { itemId, tenantId } = this;
    const stock = await service.ask<ItemStock>(GetItemStock, { itemId, ...moments }, { tenantId });
    const { items } = await valuation(tenantId, moments);
    const valued = items.find((each) => each.itemId === itemId);
    expect(valued?.value ?? '0.0000').toBe(stock.value);
    expect(valued?.onHand ?? '0.000').toBe(stock.onHand);
    return `${Number(stock.onHand)} / ${shortMoney(stock.value)}`;
  }

  async movements(): Promise<Movement[]> {
    const { itemId, tenantId } = this;
    const page = await service.ask<Page<Movement>>(
      ListItemMovements,
      { itemId, sort: 'effectiveAt', limit: 200 },
      { tenantId },
    );
    return [...page.items];
  }

  /** As known now, and when it was recorded. */
  async value(name: string): Promise<string> {
    const asked = { movementId: this.story.idOf(name) };
    const { value, valueWhenRecorded } = await service.ask<Movement>(GetMovement, asked, { tenantId: this.tenantId });
    return `${shortMoney(value)} (${shortMoney(valueWhenRecorded)})`;
  }
}

function valuation(tenantId: string, moments: Moments = {}): Promise<Valuation> {
  return service.ask<Valuation>(GetValuation, parse(GetValuation, { limit: 200, ...moments }), { tenantId });
}

async function roll(tenantId: string, asked: object): Promise<{ rows: readonly ValueRollRow[]; total: string }> {
  const rolled = await service.ask<Rolled>(GetValueRoll, parse(GetValueRoll, asked), { tenantId });
  for (const row of [...rolled.items, rolled.total]) {
    const [opening, into, out, restated, shared, closing] = (
      [row.opening, row.in, row.out, row.restated, row.shared ?? '0', row.closing] as const
    ).map(moneyUnits) as [bigint, bigint, bigint, bigint, bigint, bigint];
    expect(moneyText(opening + into - out + restated + shared)).toBe(moneyText(closing));
  }
  return { rows: rolled.items, total: shown(rolled.total) };
}

function shown({ opening, in: into, out, restated, shared, closing }: Rolled['total']): string {
  const parts = [opening, into, out, restated, ...(shared === null ? [] : [shared]), closing];
  return parts.map(shortMoney).join(' ');
}

it('a value roll is of the thirty days up to now, unless it is asked for others, page by page', async () => {
  const first = await ToldItem.item('fifo');
  const { tenantId, places } = first;
  await first.tell('R 1@2', { day: 1 }).recorded();
  await (await ToldItem.item('fifo', { tenantId, places })).tell('R 1@3', { day: 2 }).recorded();
  const page = (asked: object) => service.ask<Rolled>(GetValueRoll, parse(GetValueRoll, asked), { tenantId });
  const { from, to, items, nextCursor, total } = await page({ limit: 1 });
  expect(Date.parse(to) - Date.parse(from)).toBe(30 * 86_400_000);
  const rest = await page({ cursor: nextCursor, limit: 1 });
  expect([rest.from, rest.to, rest.nextCursor, rest.total]).toEqual([from, to, null, total]);
  expect([...items, ...rest.items].map(({ closing }) => closing).toSorted()).toEqual(['2.0000', '3.0000']);
  await expect(page({ from: dayOf(2), to: dayOf(1) })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
});

const endOf = (day: number) => dayOf(day + 0.4);

describe('the worked cases, as they are read', () => {
  it('S01: a reversal in the past', async () => {
    const item = await ToldItem.item('fifo');
    item.tell('R 10@10', { day: 1, name: 'first' }).tell('R 10@20', { day: 2, name: 'second' });
    item.tell('U 10', { day: 3, name: 'U3' }).tell('U 5', { day: 4, name: 'U4' });
    const before = await item.recorded();
    item.story.reverse('U3');
    await item.recorded();
    expect([await item.value('U4'), await item.stock()]).toEqual(['-50.00 (-100.00)', '15 / 250.00']);
    expect(await item.stock({ asOf: endOf(3) })).toBe('20 / 300.00');
    expect(await item.stock({ asOf: endOf(3), knownAt: before })).toBe('10 / 200.00');
    item.story.reverse('second');
    await item.recorded();
    expect(await item.stock()).toBe('5 / 50.00');
    expect((await item.movements()).at(-1)).toMatchObject({ itemBalanceAfter: '5.000' });
    const pair = (await item.movements()).filter(({ reverses, reversedBy }) => reverses ?? reversedBy);
    expect(pair.map(({ value, itemBalanceAfter }) => [shortMoney(value), itemBalanceAfter])).toEqual([
      ['200.00', '10.000'],
      ['-200.00', '10.000'],
      ['-100.00', '10.000'],
      ['100.00', '10.000'],
    ]);
  });

  it('S02 and S23: a wrong price is corrected after the goods are gone, and what was reported stays', async () => {
    const item = await ToldItem.item('moving_average');
    const { tenantId } = item;
    item.tell('R 10@1000', { day: 1, name: 'receipt' }).tell('U 4', { day: 2, name: 'usage' });
    const reported = await item.recorded();
    item.story.correct('receipt', { unitCost: '10' });
    const corrected = await item.recorded();
    expect([await item.value('usage'), await item.stock()]).toEqual(['-40.00 (-4000.00)', '6 / 60.00']);
    expect(await item.stock({ asOf: endOf(2), knownAt: reported })).toBe('6 / 6000.00');
    expect(await item.stock({ asOf: endOf(2) })).toBe('6 / 60.00');
    expect((await roll(tenantId, { from: reported, to: corrected })).total).toBe('6000.00 0.00 0.00 -5940.00 60.00');
    const closed = { from: dayOf(0), to: reported };
    expect((await roll(tenantId, closed)).total).toBe('0.00 100.00 40.00 0.00 60.00');
    expect((await roll(tenantId, { ...closed, knownAt: reported })).total).toBe('0.00 10000.00 4000.00 0.00 6000.00');
  });

  it('S02: the layer of a corrected receipt keeps its place', async () => {
    const item = await ToldItem.item('fifo');
    item
      .tell('R 10@10', { day: 1, name: 'receipt' })
      .tell('R 10@12', { day: 3 })
      .tell('U 14', { day: 4, name: 'usage' });
    item.tell('R 10@15', { day: 1 });
    item.story.reverse('receipt');
    await item.recorded();
    expect([await item.value('usage'), await item.stock()]).toEqual(['-198.00 (-148.00)', '6 / 72.00']);
  });

  it('S03: a reversal behind an adjustment leaves the adjustment', async () => {
    const item = await ToldItem.item('moving_average');
    item
      .tell('R 57@2', { day: 1 })
      .tell('U 1', { day: 2, name: 'U 28 June' })
      .tell('U 3', { day: 3 })
      .tell('U 11', { day: 4 });
    item.tell('A -41', { day: 5, name: 'count' });
    item.story.reverse('U 28 June');
    await item.recorded();
    expect([await item.value('count'), await item.stock()]).toEqual(['-82.00 (-82.00)', '2 / 4.00']);
  });

  it('S09, S10: free goods, and no cent left', async () => {
    const free = await ToldItem.item('moving_average');
    free.tell('R 12@10').tell('R 1@0').tell('U 1', { name: 'usage' });
    await free.recorded();
    expect([await free.value('usage'), await free.stock()]).toEqual(['-9.2308 (-9.2308)', '12 / 110.7692']);
    const cents = await ToldItem.item('moving_average');
    cents.tell('R 2@4.63').tell('R 5@3.04');
    for (let n = 0; n < 70; n++) cents.tell('U 0.1');
    await cents.recorded();
    const values = (await cents.movements()).slice(2).map(({ value }) => value);
    expect(values.filter((value) => value === '-0.3494')).toHaveLength(50);
    expect(values.filter((value) => value === '-0.3495')).toHaveLength(20);
    expect(await cents.stock()).toBe('0 / 0.00');
  });

  it('S12: a cost that is not known comes from the receipts before it', async () => {
    const item = await ToldItem.item('moving_average');
    item.tell('R 10@4', { day: 5 }).tell('A +5', { day: 1, name: 'found' });
    await item.recorded();
    expect([await item.value('found'), await item.stock()]).toEqual(['0.00 (0.00)', '15 / 40.00']);
    item.tell('R 10@3', { day: -8 }).tell('U 10', { day: -6 });
    await item.recorded();
    expect([await item.value('found'), await item.stock()]).toEqual(['15.00 (0.00)', '15 / 55.00']);
  });

  it('S13: locations share one cost', async () => {
    const item = await ToldItem.item('fifo');
    const { tenantId, places } = item;
    item
      .tell('R 10@15', { day: 1 })
      .tell('R 10@25', { day: 2, locationId: places[1] as string })
      .tell('T 4', { day: 3 });
    await item.recorded();
    const rolled = await roll(tenantId, { from: endOf(1), to: endOf(2), by: 'location' });
    // The period began before anything was recorded: all of its opening is restated.
    expect(rolled.rows.map((row) => `${row.locationCode} ${shown(row)}`)).toEqual([
      'A 0.00 0.00 0.00 150.00 50.00 200.00',
      'B 0.00 250.00 0.00 0.00 -50.00 200.00',
    ]);
    const moved = await roll(tenantId, { from: endOf(2), to: endOf(3), by: 'location' });
    expect(moved.rows.map((row) => `${row.locationCode} ${shown(row)}`)).toEqual([
      'A 0.00 0.00 80.00 200.00 0.00 120.00',
      'B 0.00 80.00 0.00 200.00 0.00 280.00',
    ]);
  });

  it('a shortage is settled in a row of its own', async () => {
    const item = await ToldItem.item('moving_average');
    item.tell('R 10@2').tell('R 30@3').tell('U 45').tell('R 3@4.00', { name: 'late' });
    await item.recorded();
    const rows = (await item.movements()).slice(-2);
    expect(
      rows.map(({ kind, quantity, value, balanceAfter }) => [kind, quantity, shortMoney(value), balanceAfter]),
    ).toEqual([
      ['receive', '3.000', '12.00', '-2.000'],
      ['settle', '0.000', '-3.00', '-2.000'],
    ]);
    expect(await service.ask(GetMovement, { movementId: rows[1]?.id }, { tenantId: item.tenantId })).toEqual(rows[1]);
    expect(await item.stock()).toBe('-2 / -6.00');
  });
});

it('a settlement is shown with its movement where a correction comes between the two and begins another block', async () => {
  const item = await ToldItem.item('moving_average');
  item.tell('R 1@2').tell('U 40');
  for (let n = 0; n < 13; n++) item.tell('U 1');
  item.tell('R 30@5', { name: 'sixteenth' });
  item.story.correct('sixteenth', { unitCost: '6' });
  await item.recorded();
  const last = (await item.movements()).slice(15);
  expect(last.map(({ kind, quantity, value }) => `${kind} ${quantity} ${shortMoney(value)}`)).toEqual([
    'receive 30.000 150.00',
    'receive 30.000 180.00',
    'settle 0.000 -90.00',
    'settle 0.000 -120.00',
    'receive -30.000 -150.00',
    'settle 0.000 90.00',
  ]);
});

it('an item whose method was changed before anything moved is in no valuation', async () => {
  const item = await ToldItem.item('moving_average');
  await item.tell('M fifo', { day: 1 }).recorded();
  expect((await valuation(item.tenantId)).items).toEqual([]);
  expect((await valuation(item.tenantId, { asOf: endOf(1) })).items).toEqual([]);
});

/** The history that these events make, by the value module alone. */
function historyOf(events: readonly Recorded[]): StockHistory {
  return events.reduce((folded, made) => stockHistory.evolve(folded, made as never), stockHistory.initial());
}

describe('random histories', () => {
  it('are read at any pair of times as the whole history gives them, live and rebuilt', async () => {
    const drawn = fc.record({
      method: fc.constantFrom('moving_average' as const, 'fifo' as const),
      stories: fc.array(fc.array(drawnStep, { minLength: 5, maxLength: 25, size: 'max' }), {
        minLength: 2,
        maxLength: 2,
      }),
      moments: fc.array(fc.tuple(fc.integer({ min: -2, max: 30 }), fc.double({ min: 0, max: 1, noNaN: true })), {
        minLength: 4,
        maxLength: 4,
      }),
    });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ method, stories, moments }) => {
        const first = await ToldItem.item(method);
        const { tenantId, places } = first;
        const items = [first, await ToldItem.item(method === 'fifo' ? 'moving_average' : 'fifo', { tenantId, places })];
        for (const [index, item] of items.entries()) tellDrawn(item.story, stories[index] ?? []);
        for (const item of items) await item.recorded();
        for (const item of items) await expectListed(item);
        for (const [day, part] of moments) await expectAt(items, dayOf(day / 2), part);
        const names = ['inventory.movement'];
        const checksums = () =>
          Promise.all(names.map(async (name) => (await service.operations.status(name, { checksum: true })).checksum));
        const live = await checksums();
        for (const name of names) {
          await service.operations.rebuild(name);
          expect((await service.operations.rebuilt(name, () => undefined)).rebuild).toMatchObject({
            state: 'promoted',
          });
        }
        expect(await checksums()).toEqual(live);
      }),
      { numRuns: 4, endOnFailure: true },
    );
    expect(service.faults).toEqual([]);
  }, 240_000);

  async function expectListed(item: ToldItem): Promise<void> {
    const known = new Map(item.story.history.values?.all().map((each) => [each.entry.id, each]));
    let value = 0n;
    for (const movement of await item.movements()) {
      const found = known.get(movement.id);
      if (found) {
        expect(movement.value).toBe(moneyText(found.value));
        value = found.valueAfter;
        if (movement.kind !== 'transfer') expect(movement.itemBalanceAfter).toBe(quantityText(found.quantityAfter));
      }
    }
    const now = totalsIn(item.story.history.values);
    expect(value).toBe(now.value);
    expect(await item.stock()).toBe(`${Number(scaledText(now.quantity, 3))} / ${shortMoney(moneyText(now.value))}`);
  }

  async function expectAt(items: readonly ToldItem[], asOf: string, part: number): Promise<void> {
    const all = (await Promise.all(items.map((item) => item.events()))).flat();
    const times = all.map(({ recordedAt }) => recordedAt).sort();
    const knownAt = times[Math.floor(part * times.length)] ?? dayOf(0);
    const tenantId = items[0]?.tenantId ?? '';
    let total = 0n;
    for (const item of items) {
      const events = await item.events();
      const { values } = historyOf(events.filter(({ recordedAt }) => recordedAt <= knownAt));
      const then = totalsIn(values, Date.parse(asOf));
      const [onHand, value] = [quantityText(then.quantity), moneyText(then.value)];
      total += moneyUnits(value);
      const stock = await service.ask<ItemStock>(GetItemStock, { itemId: item.itemId, asOf, knownAt }, { tenantId });
      expect(stock).toMatchObject({ value, onHand, averageCost: averageCost(onHand, value), asOf, knownAt });
      const sum = stock.locations.reduce((held, each) => held + quantityUnits(each.onHand), 0n);
      expect(quantityText(sum)).toBe(onHand);
    }
    expect((await valuation(tenantId, { asOf, knownAt })).total).toBe(moneyText(total));
    for (const by of ['item', 'category', 'location']) {
      await roll(tenantId, { from: dayOf(3), to: asOf < dayOf(3) ? dayOf(3) : asOf, by, knownAt });
      await roll(tenantId, { from: dayOf(3), to: times.at(-1), by });
    }
  }
});

it('a reader never sees a ledger half restated', async () => {
  const item = await ToldItem.item('fifo');
  for (let n = 0; n < 60; n++) item.tell(n % 3 === 2 ? 'U 3' : 'R 2@5', { day: 1 + n / 10 });
  await item.recorded();
  for (let n = 0; n < 12; n++) item.tell(`R 1@${n + 1}`, { day: 1.05 + n / 5 });
  let ended = false;
  const recording = item.recorded().finally(() => (ended = true));
  do {
    const movements = await item.movements();
    const stock = await service.ask<ItemStock>(GetItemStock, { itemId: item.itemId }, { tenantId: item.tenantId });
    const again = await item.movements();
    const onHand = movements.reduce((sum, { stockQuantity }) => sum + quantityUnits(stockQuantity), 0n);
    expect(movements.at(-1)?.itemBalanceAfter).toBe(quantityText(onHand));
    if (again.length > movements.length) continue;
    const value = movements.reduce((sum, movement) => sum + moneyUnits(movement.value), 0n);
    expect(stock.value).toBe(moneyText(value));
  } while (!ended);
  await recording;
});
