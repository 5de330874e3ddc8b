import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json';
import type { RecordedEvent } from './event-log';
import { differingParts, envelopeOf, leafHash, printsOf } from './leaf';
import { positionOf } from './position';
import { streamName } from './stream-name';

const tenant = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';

function recorded(data: object, metadata: object): RecordedEvent {
  return {
    stream: streamName('inventory.item', tenant, 'a'),
    revision: 3,
    position: positionOf(1, 42),
    id: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6072',
    type: 'ItemCreated',
    recordedAt: '2026-01-31T09:30:00.000Z',
    data: canonicalJson(data),
    metadata: canonicalJson(metadata),
  };
}

describe('the leaf of an event', () => {
  it('never changes its bytes', () => {
    const envelope = envelopeOf(recorded({ name: 'Mehl "550"', at: 1 }, { tenantId: tenant }));
    expect(envelope).toBe(
      '{"data":{"at":1,"name":"Mehl \\"550\\""},"id":"0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6072",' +
        `"metadata":{"tenantId":"${tenant}"},"recordedAt":"2026-01-31T09:30:00.000Z","revision":3,` +
        `"stream":"inventory.item-${tenant}.a","type":"ItemCreated"}`,
    );
    expect(leafHash(envelope)).toEqual(createHash('sha256').update(`\0${envelope}`).digest());
  });

  it('is the canonical JSON of its envelope, whatever the event holds', () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue()).filter((value) => storable(value));
    fc.assert(
      fc.property(objects, objects, (data, metadata) => {
        const { position: _, data: dataText, metadata: metadataText, ...rest } = recorded(data, metadata);
        const envelope = {
          ...rest,
          data: JSON.parse(dataText) as object,
          metadata: JSON.parse(metadataText) as object,
        };
        expect(envelopeOf(recorded(data, metadata))).toBe(canonicalJson(envelope));
      }),
    );
  });
});

describe('the prints of an event', () => {
  const event = recorded(
    { note: null, movements: [{ quantity: '1.000' }, { quantity: '2.000' }], tags: [] },
    { actorId: 'a', tenantId: tenant },
  );
  const changed = (more: Partial<RecordedEvent>) => differingParts({ ...event, ...more }, printsOf(event));

  it('differ in nothing for the same event, whatever its id', () => {
    expect(changed({ id: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6073' })).toEqual({ paths: [], removed: 0 });
  });

  it.each<[string, Partial<RecordedEvent>, string[], number]>([
    ['a value in data', { data: event.data.replace('2.000', '2.001') }, ['data.movements[1].quantity'], 0],
    ['an actor', { metadata: event.metadata.replace('"a"', '"b"') }, ['metadata.actorId'], 0],
    ['a type', { type: 'ItemChanged' }, ['type'], 0],
    ['a revision', { revision: 4 }, ['revision'], 0],
    ['a stream', { stream: streamName('inventory.item', tenant, 'b') }, ['stream'], 0],
    ['a time', { recordedAt: '2026-01-31T09:30:00.001Z' }, ['recordedAt'], 0],
    ['a name', { data: event.data.replace('"note"', '"nots"') }, ['data.nots'], 0],
    ['a value that was added', { data: event.data.replace('{', '{"a":1,') }, ['data.a'], 0],
    ['a value that was taken out', { data: event.data.replace(',"note":null', '') }, [], 1],
    ['data that is no JSON', { data: event.data.slice(1) }, ['data'], 3],
  ])('tell %s', (_, more, paths, removed) => {
    expect(changed(more)).toEqual({ paths, removed });
  });

  it('take any text and any depth', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    fc.assert(fc.property(fc.string(), (text) => void printsOf({ ...event, data: text, metadata: text })));
    expect(() => printsOf({ ...event, data: `{"a":${deep}}` })).not.toThrow();
  });
});

function storable(value: object): boolean {
  try {
    canonicalJson(value);
    return true;
  } catch {
    return false;
  }
}
