import { randomUUID } from 'node:crypto';
import {
  type Position,
  type RecordedEvent,
  canonicalJson,
  envelopeOf,
  leafHash,
  positionOf,
  printsOf,
  streamName,
} from '#libs/event-log';
import { checkLog } from './fsck';
import type { LeafRow } from './leaf-check';

const TENANT = '0197a3c4-5d6e-4f80-9a1b-2c3d4e5f6071';

function recorded(place: number): RecordedEvent {
  return {
    id: randomUUID(),
    type: 'StockReceived',
    data: canonicalJson({ movements: [{ quantity: `${place}.000` }] }),
    metadata: canonicalJson({ actorId: 'ada', commandId: randomUUID(), schemaVersion: 2, tenantId: TENANT }),
    stream: streamName('inventory.item', TENANT, 'a'),
    revision: place - 1,
    position: positionOf(1, place),
    recordedAt: '2026-01-31T09:30:00.000Z',
  };
}

const leafOf = (event: RecordedEvent): LeafRow => ({
  position: event.position,
  eventId: event.id,
  hash: leafHash(envelopeOf(event)),
  prints: printsOf(event),
});

const events = Array.from({ length: 9 }, (_, index) => recorded(index + 1));
const leaves = events.map(leafOf);
const at = (place: number) => events[place - 1] as RecordedEvent;

async function faultsOf(log: readonly RecordedEvent[], made: readonly LeafRow[] = leaves) {
  let next = 0;
  const source = {
    peek: () => Promise.resolve(made[next]),
    next: () => Promise.resolve(made[next++]),
  };
  const store = {
    head: () => Promise.resolve(log.at(-1)?.position ?? positionOf(1, 0)),
    async *readPages() {
      await Promise.resolve();
      yield log;
    },
  };
  const { faults } = await checkLog(store, source, { densePositions: false });
  return faults.map(({ position, fault }) => `${Number(position.slice(5))}: ${fault}`);
}

const without = (...places: number[]) => events.filter((_, index) => !places.includes(index + 1));
const changed = (place: number, more: Partial<RecordedEvent>) =>
  events.map((event, index) => (index === place - 1 ? { ...event, ...more } : event));

describe('a log beside its leaves', () => {
  it('is sound as recorded, also with events that have no leaf yet', async () => {
    expect(await faultsOf(events)).toEqual([]);
    expect(await faultsOf(events, leaves.slice(0, 5))).toEqual([]);
  });

  it.each<[string, readonly RecordedEvent[], string]>([
    [
      'a quantity',
      changed(4, { data: at(4).data.replace('4.000', '7.000') }),
      'its data.movements[0].quantity was changed',
    ],
    [
      'an actor',
      changed(4, { metadata: at(4).metadata.replace('ada', 'adb') }),
      'its actor (metadata.actorId) was changed',
    ],
    ['a type', changed(4, { type: 'StockUsed' }), 'its type was changed'],
    ['a time', changed(4, { recordedAt: '2026-01-31T09:30:00.001Z' }), 'its time (recordedAt) was changed'],
    ['two values', changed(4, { type: 'StockUsed', revision: 9 }), 'its revision, type were changed'],
    ['a form', changed(4, { data: `${at(4).data} ` }), 'it is not the event that its leaf was made of'],
    ['an id', changed(4, { id: randomUUID() }), `its id was changed: it was ${at(4).id}`],
  ])('reports %s that was changed', async (_, log, fault) => {
    expect(await faultsOf(log)).toContain(`4: ${fault}`);
  });

  it('reports removed events, one or several', async () => {
    const gone = (place: number) =>
      `${place}: event ${at(place).id} is gone: it was removed, or its metadata no longer says whose it is`;
    expect(await faultsOf(without(4, 5))).toEqual(expect.arrayContaining([gone(4), gone(5)]));
  });

  it('reports a changed position, to a free one or to that of another event', async () => {
    const moved = (to: number, from: number) =>
      `${to}: its position was changed: event ${at(from).id} was recorded at ${at(from).position}`;
    expect(await faultsOf([...without(4), { ...at(4), position: positionOf(1, 77) }])).toContain(moved(77, 4));
    const swapped = events.map((event, index) =>
      index === 2
        ? { ...at(4), position: event.position }
        : index === 3
          ? { ...at(3), position: event.position }
          : event,
    );
    expect(await faultsOf(swapped)).toEqual(expect.arrayContaining([moved(3, 4), moved(4, 3)]));
  });

  it('reports inserted events', async () => {
    const put = { ...recorded(4), position: '0001-0000000000000000003x' as Position };
    expect(await faultsOf([...events.slice(0, 3), put, ...events.slice(3)])).toEqual(
      expect.arrayContaining([expect.stringContaining(`it was put in: no leaf was made of event ${put.id}`)]),
    );
  });

  it('reports a lost tail and an empty log in one sentence each', async () => {
    expect(await faultsOf(events.slice(0, 6))).toEqual([
      `7: the log ends at ${at(6).position}: its tail is lost, 3 events up to ${at(9).position}`,
    ]);
    expect(await faultsOf([])).toEqual([`0: the log is empty: 9 events are lost, the last at ${at(9).position}`]);
  });
});
