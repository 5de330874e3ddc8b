import fc from 'fast-check';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import type { StockMovement } from '#contracts/inventory/stock-events';
import type { Restatement } from '#libs/projections';
import { tableLayouts } from '#libs/read-models';
import { type FoldedRows, folding, foldingBatches } from '#libs/testing/folding';
import { moneyText, moneyUnits } from '../value/movement-value';
import { totalsIn } from '../value/value.fixture';
import { CostMethodChangeRow } from './cost-method-change.entity';
import { ItemValueRow } from './item-value.entity';
import { BLOCK, LedgerBlockRow, OPEN } from './ledger-block.entity';
import { CHECKPOINT_EVERY, LedgerCheckpointRow } from './ledger-checkpoint.entity';
import { drawnStep, tellDrawn } from './ledger-drawing.fixture';
import { LedgerStory, SHELF_2, shortMoney, totals } from './ledger.fixture';
import { byPlace } from './ledger-fold';
import { MovementRow } from './movement.entity';
import { movementProjection } from './movement.projection';
import { PlaceBalanceRow } from './place-balance.entity';
import { settleIdOf } from './settle-id';
import { SHELF } from './stock-ledger.fixture';

const TABLES = [MovementRow, ItemValueRow, LedgerBlockRow, LedgerCheckpointRow, PlaceBalanceRow, CostMethodChangeRow];

/** One listed movement, read as a query reads it: from the blocks of its ledger. */
interface Shown {
  readonly id: string;
  readonly value: string;
  readonly settled: string;
  readonly valueAfter: string;
  readonly itemAfter: string;
  readonly placeAfter: string;
  readonly effectiveAt: string;
}

function blocksOf(rows: FoldedRows): LedgerBlockRow[] {
  return rows.rowsOf(LedgerBlockRow).toSorted((one, other) => (one.firstPlace < other.firstPlace ? -1 : 1));
}

function shown(rows: FoldedRows): Shown[] {
  return blocksOf(rows).flatMap((block) => {
    const money = (list: string, at: number) => moneyText(BigInt(list.split(' ')[at] ?? 'none'));
    const quantity = (list: string, at: number) => quantityText(BigInt(list.split(' ')[at] ?? 'none'));
    return block.ids.split(' ').map((id, at) => ({
      id,
      value: money(block.values, at),
      settled: block.settled === '' ? moneyText(0n) : money(block.settled, at),
      valueAfter: money(block.valueAfter, at),
      itemAfter: quantity(block.itemAfter, at),
      placeAfter: quantity(block.placeAfter, at),
      effectiveAt: new Date(Number(block.effectiveAts.split(' ')[at])).toISOString(),
    }));
  });
}

function contentOf(rows: FoldedRows): Record<string, unknown[]> {
  const sorted = (table: new () => object) =>
    rows.rowsOf(table).toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  return Object.fromEntries(TABLES.map((table) => [table.name, sorted(table)]));
}

/** The same from the whole history, with balances summed anew for each movement. */
function expected(story: LedgerStory, rows: FoldedRows): Shown[] {
  const values = new Map(story.history.values?.all().map((each) => [each.entry.id, each]));
  const recorded = new Map<string, StockMovement>();
  const reversals = new Map<string, StockMovement>();
  for (const { data } of story.events) {
    for (const movement of 'movements' in data ? data.movements : []) {
      recorded.set(movement.movementId, movement);
      if (movement.reverses !== null) reversals.set(movement.reverses, movement);
    }
  }
  let [valueAfter, itemAfter] = [0n, 0n];
  const places = new Map<string, bigint>();
  const inOrder = rows
    .rowsOf(MovementRow)
    .filter(({ kind }) => kind !== 'settle')
    .toSorted(byPlace);
  return inOrder.map(({ id, effectiveAt, locationId }) => {
    const movement = recorded.get(id) as StockMovement;
    const known = values.get(id);
    const counted = known ? quantityUnits(movement.stockQuantity) : 0n;
    itemAfter += counted;
    const placeAfter = (places.get(locationId) ?? 0n) + counted;
    places.set(locationId, placeAfter);
    if (known) valueAfter = known.valueAfter;
    const mirror = movement.reverses === null ? reversals.get(id) : movement;
    const sign = movement.reverses === null ? -1n : 1n;
    const uncounted = {
      value: sign * moneyUnits(mirror?.value ?? '0'),
      settled: sign * moneyUnits(mirror?.settled ?? '0'),
    };
    const { value, settled } = known ?? uncounted;
    return {
      id,
      value: moneyText(value),
      settled: moneyText(settled),
      valueAfter: moneyText(valueAfter),
      itemAfter: quantityText(itemAfter),
      placeAfter: quantityText(placeAfter),
      effectiveAt,
    };
  });
}

const method = fc.constantFrom('moving_average' as const, 'fifo' as const);

describe('a ledger', () => {
  it('has the values and balances of the whole history, after every event of any history', () => {
    fc.assert(
      fc.property(method, fc.array(drawnStep, { minLength: 1, maxLength: 20 }), (first, steps) => {
        const story = new LedgerStory(first);
        tellDrawn(story, steps);
        fc.pre(story.events.length > 0);
        const rows = folding(movementProjection, ...story.recorded());
        expect(shown(rows)).toEqual(expected(story, rows));
        const { values } = story.history;
        const head = rows.rowOf(ItemValueRow);
        expect(head && totals({ quantity: quantityUnits(head.onHand), value: moneyUnits(head.value) })).toBe(
          values && totals(totalsIn(values)),
        );
        expect(head).toMatchObject({ dirtyFrom: null, watchedFrom: null });
      }),
      { numRuns: 60 },
    );
  });

  it('lists the settlements that are, and those that were recorded', () => {
    fc.assert(
      fc.property(method, fc.array(drawnStep, { minLength: 1, maxLength: 30 }), (first, steps) => {
        const story = new LedgerStory(first);
        tellDrawn(story, steps);
        const rows = folding(movementProjection, ...story.recorded());
        const settled = new Map(shown(rows).map((each) => [each.id, moneyUnits(each.settled)]));
        const wanted = rows
          .rowsOf(MovementRow)
          .filter(
            ({ kind, id, settledWhenRecorded }) =>
              kind !== 'settle' && (settled.get(id) !== 0n || moneyUnits(settledWhenRecorded) !== 0n),
          )
          .map(({ id }) => settleIdOf(id));
        const listed = rows.rowsOf(MovementRow).filter(({ kind }) => kind === 'settle');
        expect(listed.map(({ id }) => id).toSorted()).toEqual(wanted.toSorted());
      }),
      { numRuns: 20 },
    );
  });

  it('is the same however its events fall into batches', () => {
    const drawn = fc.record({
      first: method,
      steps: fc.array(drawnStep, { minLength: 1, maxLength: 30 }),
      cuts: fc.array(fc.nat(30)),
    });
    fc.assert(
      fc.property(drawn, ({ first, steps, cuts }) => {
        const story = new LedgerStory(first);
        tellDrawn(story, steps);
        const events = story.recorded();
        const ends = [...new Set([0, ...cuts.filter((cut) => cut < events.length), events.length])].sort(
          (a, b) => a - b,
        );
        const batches = ends.slice(1).map((end, index) => events.slice(ends[index], end));
        expect(contentOf(foldingBatches(movementProjection, batches))).toEqual(
          contentOf(folding(movementProjection, ...events)),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('is folded from its checkpoints, to what a fold of all of it gives', () => {
    const story = new LedgerStory('fifo');
    const length = 2 * CHECKPOINT_EVERY + 3 * BLOCK + 5;
    for (let n = 0; n < length; n++) {
      const day = 1 + n / 100;
      if (n % 3 === 2) story.tell('U 3', { day, name: `usage ${n}` });
      else story.tell(`R ${(n % 7) + 1}@${n % 11}`, { day, name: `receipt ${n}` });
    }
    const inOrder = story.recorded().length;
    story.tell('B 2 of usage 602', { name: 'back' });
    story.tell('B 1 of usage 608', { name: 'reversed later' });
    story.reverse('reversed later');
    story.tell('R 5@2', { day: 1 + 515.5 / 100 });
    story.reverse('receipt 700');
    story.tell('U 1', { day: 3.005 });
    const events = story.recorded();
    const rows = foldingBatches(movementProjection, [
      events.slice(0, 600),
      events.slice(600, inOrder),
      ...events.slice(inOrder).map((each) => [each]),
    ]);
    expect(shown(rows)).toEqual(expected(story, rows));
    expect(rows.rowsOf(LedgerCheckpointRow).map(({ n }) => n)).toEqual([1, 2]);
    const blocks = blocksOf(rows);
    expect(blocks.map(({ n }) => n)).toEqual([...blocks.slice(1).map((_, n) => n), OPEN]);
    expect(contentOf(rows)).toEqual(contentOf(foldingBatches(movementProjection, [events])));
  });

  it('keeps fewer checkpoints while an item has many layers, so that they do not outgrow its history', () => {
    const story = new LedgerStory('fifo');
    const length = 3 * CHECKPOINT_EVERY + 2;
    for (let n = 0; n < length; n++) story.tell(`R 1@${n % 11}`, { day: 1 + n / 100 });
    story.tell(`U ${length - 100}`, { day: 30 });
    story.tell('R 1@2', { day: 1 + (2.5 * CHECKPOINT_EVERY) / 100 });
    const events = story.recorded();
    const batches = [events.slice(0, 600), events.slice(600, length - 10), events.slice(length - 10, length)];
    const rows = foldingBatches(movementProjection, [...batches, ...events.slice(length).map((each) => [each])]);
    expect(rows.rowsOf(LedgerCheckpointRow).map(({ n, state }) => [n, state.layers.length])).toEqual([
      [1, CHECKPOINT_EVERY],
      [2, 2 * CHECKPOINT_EVERY],
    ]);
    expect(shown(rows)).toEqual(expected(story, rows));
    expect(contentOf(rows)).toEqual(contentOf(foldingBatches(movementProjection, [events])));
  });

  it('is restated by reads that an index serves', async () => {
    const layouts = new Map((await tableLayouts(movementProjection)).map((layout) => [layout.type, layout]));
    const { reads } = movementProjection.restatement as unknown as Restatement;
    const unserved = reads.flatMap((read) => {
      const { columns = [], key = [], indexes = [] } = layouts.get(read.table) ?? {};
      if (!('by' in read)) return [];
      const by = columns.find(({ property }) => property === read.by)?.column;
      const served = [key.map(({ column }) => column), ...indexes.map((index) => index.columns)];
      const isServed = served.some(
        ([tenant, item, next]) => tenant === 'tenant_id' && item === 'item_id' && next === by,
      );
      return isServed ? [] : [`${read.table.name} by ${read.by}`];
    });
    expect(unserved).toEqual([]);
  });

  it('keeps its last block when the next movement comes before a change of method that came after the block', () => {
    const story = new LedgerStory('moving_average');
    for (let n = 0; n < BLOCK; n++) story.tell('R 1@2', { day: 1 + n / 100 });
    story.tell('M fifo', { day: 3 });
    story.tell('R 1@5', { day: 2 });
    const rows = folding(movementProjection, ...story.recorded());
    expect(shown(rows)).toEqual(expected(story, rows));
    expect(blocksOf(rows).map(({ n, ids }) => [n, ids.split(' ').length])).toEqual([
      [0, BLOCK],
      [OPEN, 1],
    ]);
  });

  it('adds what comes in order to its last block alone', () => {
    const story = new LedgerStory('moving_average');
    const events = 2 * BLOCK + 3;
    for (let n = 0; n < events; n++) story.tell(n % 2 === 0 ? 'R 3@2' : 'U 1');
    const rows = folding(movementProjection, ...story.recorded());
    expect(rows.writesOf(LedgerBlockRow)).toBe(events + 2);
    expect(rows.writesOf(ItemValueRow)).toBe(2 * events);
    expect(rows.rowsOf(LedgerCheckpointRow)).toEqual([]);
  });
});

/** Listed values by the name of the transaction; `restated` beside the value when recorded. */
function valueOf(story: LedgerStory, name: string): string {
  const rows = folding(movementProjection, ...story.recorded());
  const id = story.idOf(name);
  const now = shown(rows).find((each) => each.id === id)?.value ?? '';
  const when = rows.rowsOf(MovementRow).find((each) => each.id === id)?.valueWhenRecorded ?? '';
  return `${shortMoney(now)} (${shortMoney(when)})`;
}

describe('a listed movement', () => {
  it('shows the value as known now beside that when it was recorded', () => {
    const story = new LedgerStory('moving_average');
    story.tell('R 10@1000', { day: 1, name: 'receipt' });
    story.tell('U 4', { day: 2, name: 'usage' });
    story.correct('receipt', { unitCost: '10' });
    expect(valueOf(story, 'usage')).toBe('-40.00 (-4000.00)');
    expect(story.now()).toBe('6 / 60.00');
  });

  it('that is reversed shows a value opposite to its reversal, as known then, and counts as nothing', () => {
    const story = new LedgerStory('fifo');
    story.tell('R 10@10', { day: 1 });
    story.tell('R 10@20', { day: 2 });
    story.tell('U 10', { day: 3, name: 'first' });
    story.tell('U 5', { day: 4, name: 'second' });
    const reversal = story.reverse('first');
    story.tell('R 10@7', { day: 0.5 });
    expect([valueOf(story, 'first'), valueOf(story, 'second')]).toEqual(['-100.00 (-100.00)', '-35.00 (-100.00)']);
    const rows = shown(folding(movementProjection, ...story.recorded()));
    const pair = rows.filter(({ id }) => [story.idOf('first'), reversal.movements[0]?.movementId].includes(id));
    expect(pair.map(({ value, itemAfter }) => [value, itemAfter])).toEqual([
      ['-100.0000', '30.000'],
      ['100.0000', '30.000'],
    ]);
  });

  it('settles a shortage in a row of its own, which stays when it is void', () => {
    const story = new LedgerStory('fifo');
    story.tell('U 5', { day: 2 });
    story.tell('R 5@3', { day: 3, name: 'late' });
    const settleRow = () =>
      folding(movementProjection, ...story.recorded())
        .rowsOf(MovementRow)
        .find(({ kind }) => kind === 'settle');
    expect(settleRow()).toMatchObject({
      stockQuantity: '0.000',
      valueWhenRecorded: '-15.0000',
      settles: story.idOf('late'),
    });
    story.tell('R 5@2', { day: 1 });
    expect(settleRow()).toMatchObject({ valueWhenRecorded: '-15.0000' });
  });

  it('that has come to cover a shortage gets a settle row, and loses it with the shortage', () => {
    const story = new LedgerStory('moving_average');
    story.tell('R 2@3', { day: 3, name: 'receipt' });
    story.tell('U 1', { day: 2, name: 'usage' });
    const settleRows = () =>
      folding(movementProjection, ...story.recorded())
        .rowsOf(MovementRow)
        .filter(({ kind }) => kind === 'settle')
        .map(({ valueWhenRecorded }) => valueWhenRecorded);
    expect(settleRows()).toEqual(['0.0000']);
    story.tell('R 1@3', { day: 1 });
    expect(settleRows()).toEqual([]);
  });

  it('of two locations has the balance of its own', () => {
    const story = new LedgerStory('fifo');
    story.tell('R 10@15', { day: 1 });
    story.tell('R 10@25', { day: 2, locationId: SHELF_2 });
    story.tell('T 4', { day: 3 });
    const rows = folding(movementProjection, ...story.recorded());
    expect(shown(rows).map(({ value, itemAfter, placeAfter }) => [value, itemAfter, placeAfter])).toEqual([
      ['150.0000', '10.000', '10.000'],
      ['250.0000', '20.000', '10.000'],
      ['-80.0000', '16.000', '6.000'],
      ['80.0000', '20.000', '14.000'],
    ]);
    expect(rows.rowsOf(PlaceBalanceRow).map(({ locationId, onHand }) => [locationId, onHand])).toEqual([
      [SHELF, '6.000'],
      [SHELF_2, '14.000'],
    ]);
  });
});
