import { randomUUID } from 'node:crypto';
import { type Position, type StreamName, positionOf } from '#libs/event-log';
import type { Recorded } from '#libs/event-sourcing';
import { type EntityClass, tableLayouts } from '#libs/read-models';
import { eventually } from '#libs/testing/eventually';
import { Fill } from './fill';
import type { BatchFold, KeyedEvent } from './fold';
import type { Projection } from '../declare/projection';
import type { Progress } from './slot-record';
import { TENANT, faulty, levels, movements } from '../testing/stock.fixture';
import { TableStore } from '../storage/table-store';

/** Takes batches, and ends each write when the test says so. */
class HeldWriter {
  readonly batches: BatchFold[] = [];
  private readonly ends: ((error?: Error) => void)[] = [];

  writeFolded(batch: BatchFold): Promise<void> {
    this.batches.push(batch);
    return new Promise((resolve, reject) => this.ends.push((error) => (error ? reject(error) : resolve())));
  }

  end(error?: Error): void {
    this.ends.shift()?.(error);
  }
}

const at = (place: number) => ({ position: positionOf(1, place), eventId: null, events: place });
const progress = (place: number): Progress => ({ ...at(place), behindSince: null, lagEvents: 0, rate: 0 });

function moved(place: number, itemId: string, more: object = {}): KeyedEvent {
  const event: Recorded = {
    id: randomUUID(),
    type: 'TestMoved',
    stream: `stock.item-${TENANT}.${itemId}` as StreamName,
    revision: place,
    tenantId: TENANT,
    position: positionOf(1, place),
    recordedAt: '2026-01-01T00:00:00.000Z',
    metadata: {} as Recorded['metadata'],
    data: { itemId, quantity: 1_000, note: 'a note', ...more },
  };
  return { event, key: itemId };
}

describe('a fill', () => {
  const item = randomUUID();
  const loaded: unknown[] = [];
  let writer: HeldWriter;
  let written: Position[];
  let failures: number;

  beforeEach(() => {
    writer = new HeldWriter();
    [written, failures, loaded.length] = [[], 0, 0];
  });

  async function fillOf(projection: Projection, limits = { rows: 100, events: 100 }): Promise<Fill> {
    const layouts = await tableLayouts(projection);
    const stores = new Map<EntityClass, TableStore>(
      layouts.map((layout) => [layout.type, new TableStore(layout, 'b')]),
    );
    const query = async (statement: unknown) => {
      loaded.push(statement);
      return { rows: [] };
    };
    return new Fill({
      projection,
      stores,
      writer,
      limits,
      pool: { query } as never,
      onWritten: ({ position }) => written.push(position),
      onFailed: () => failures++,
    });
  }

  it('goes on with rows as the batch before left them, while that is being written', async () => {
    const fill = await fillOf(levels);
    expect(await fill.fold([moved(1, item), moved(2, item)], at(0), at(2))).toBe(true);
    await fill.write(progress(2));
    expect(await fill.fold([moved(3, item)], at(2), at(3))).toBe(true);
    expect(written).toEqual([]);
    const second = fill.write(progress(3));
    writer.end();
    await second;
    writer.end();
    await fill.settled();
    expect(written).toEqual([positionOf(1, 2), positionOf(1, 3)]);
    const rows = writer.batches.map((batch) => batch.changes().flatMap((change) => change.written));
    expect(rows).toMatchObject([[{ onHand: '2.000', moves: 2 }], [{ onHand: '3.000', moves: 3 }]]);
    expect(loaded).toHaveLength(1);
  });

  it('reads rows again that others may have written to since it ended', async () => {
    const fill = await fillOf(levels);
    await fill.fold([moved(1, item)], at(0), at(1));
    expect(fill.open).toBe(true);
    const ending = fill.end(({ events }) => progress(events));
    await eventually(() => writer.batches.length === 1);
    writer.end();
    await ending;
    expect([written, fill.open]).toEqual([[positionOf(1, 1)], false]);
    await fill.fold([moved(3, item)], at(2), at(3));
    expect(loaded).toHaveLength(2);
  });

  it('stays open between two batches, as it knows their rows', async () => {
    const fill = await fillOf(levels);
    await fill.fold([moved(1, item)], at(0), at(1));
    await fill.write(progress(1));
    writer.end();
    await fill.settled();
    expect([fill.reached, fill.open]).toEqual([undefined, true]);
    await fill.end(({ events }) => progress(events));
    expect([writer.batches.length, fill.open]).toEqual([1, false]);
  });

  it('keeps the position that it has folded to until that is written, so that nothing is folded twice', async () => {
    const fill = await fillOf(movements);
    expect(fill.reached).toBeUndefined();
    await fill.fold([moved(1, item)], at(0), at(5));
    expect(fill.reached).toEqual(at(5));
    await fill.write(progress(5));
    expect(fill.reached).toEqual(at(5));
    writer.end();
    await fill.settled();
    expect(fill.reached).toBeUndefined();
  });

  it('is full by its rows, or by the events that it has gone through', async () => {
    const fill = await fillOf(movements, { rows: 2, events: 50 });
    await fill.fold([moved(1, item)], at(0), at(1));
    expect(fill.full).toBe(false);
    await fill.fold([moved(2, item)], at(1), at(2));
    expect(fill.full).toBe(true);
    await fill.write(progress(2));
    await fill.fold([], at(2), at(51));
    expect(fill.full).toBe(false);
    await fill.fold([], at(51), at(52));
    expect(fill.full).toBe(true);
    writer.end();
  });

  it('reports a failed write, and writes nothing after it', async () => {
    const fill = await fillOf(movements);
    await fill.fold([moved(1, item)], at(0), at(1));
    await fill.write(progress(1));
    await fill.fold([moved(2, item)], at(1), at(2));
    writer.end(new Error('no disk'));
    await expect(fill.write(progress(2))).rejects.toThrow('no disk');
    expect(failures).toBe(1);
    await fill.discard();
    expect(fill.reached).toBeUndefined();
    await fill.settled();
    expect([writer.batches.length, written]).toEqual([1, []]);
  });

  it('does not take an event that cannot be folded', async () => {
    faulty.on = true;
    const fill = await fillOf(levels);
    expect(await fill.fold([moved(1, item), moved(2, item, { poison: 'throws' })], at(0), at(2))).toBe(false);
  });
});
