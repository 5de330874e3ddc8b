import { randomUUID } from 'node:crypto';
import { on } from '#contracts/declare/on';
import { type RecordedEvent, positionOf, streamName } from '#libs/event-log';
import { RawEvent, type Recorded } from '#libs/event-sourcing';
import { keyedEvents } from './keyed-events';
import { type ProjectionDeclaration, handlerOf, onAny, projection } from './projection';

const TENANT = randomUUID();

const entry = (type: string, place: number) => ({
  event: {
    id: randomUUID(),
    type,
    data: '{"shape":"old"}',
    metadata: `{"commandId":"c","entityId":"e${place}","tenantId":"${TENANT}"}`,
    stream: streamName('test.thing', TENANT, 'a'),
    revision: place,
    position: positionOf(1, place),
    recordedAt: '2026-01-31T09:30:00.000Z',
  } satisfies RecordedEvent,
  recorded: undefined as Recorded | Error | undefined,
});

/** Knows one type, and upcasts its data. */
const decoder = {
  decode: (batch: readonly RecordedEvent[]) =>
    batch.map((event) => {
      if (event.type !== 'Known')
        throw Object.assign(new Error(`${event.type} is unknown`), { name: 'UnknownEventType' });
      return { ...new RawEvent(event), data: { shape: 'new' } } as unknown as Recorded;
    }),
};

const made = (...on: ProjectionDeclaration['on']) =>
  projection({
    name: 'test',
    service: 'test',
    version: 1,
    tables: [],
    keyColumn: 'key',
    key: ({ id }) => id,
    on,
  });

class Known {
  static readonly type = 'Known';
}

const known = on(Known, () => []);
const shapes = async (of: ReturnType<typeof made>, ...types: string[]) => {
  const { events, obstacle } = await keyedEvents(of, decoder, types.map(entry));
  return obstacle ? obstacle.reason : events.map(({ event }) => (event.data as { shape: string }).shape);
};

describe('a handler of any event', () => {
  const any = onAny(() => []);

  it('gets an event of a type that this release does not know, as it was recorded', async () => {
    expect(await shapes(made(any), 'Unknown', 'Known')).toEqual(['old', 'old']);
  });

  it('leaves a type with a handler of its own to that handler, decoded', async () => {
    const both = made(known, any);
    expect(await shapes(both, 'Unknown', 'Known')).toEqual(['old', 'new']);
    expect(handlerOf(both, 'Known')).toBe(known.handle);
    expect(handlerOf(both, 'Unknown')).toBe(any.any);
  });

  it('gets the metadata of an event of unknown type', async () => {
    const { events } = await keyedEvents(made(any), decoder, [entry('Unknown', 3)]);
    expect(events[0]?.event.metadata).toMatchObject({ entityId: 'e3' });
  });

  it('is needed for that: without it, an unknown type is an obstacle and no event of the projection', async () => {
    expect(handlerOf(made(known), 'Unknown')).toBeUndefined();
    expect(await shapes(made(known), 'Unknown')).toBe('Unknown is unknown');
  });
});
