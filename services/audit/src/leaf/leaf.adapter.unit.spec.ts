import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { canonicalJson, positionOf, streamName, type RecordedEvent } from '#libs/event-log';
import { envelopeOf, leafHash } from './leaf.adapter';

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
  it('is bytes that never change', () => {
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

function storable(value: object): boolean {
  try {
    canonicalJson(value);
    return true;
  } catch {
    return false;
  }
}
