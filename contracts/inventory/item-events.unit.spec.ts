import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventDeclaration, type JsonObject } from '../declare/event';
import { parse } from '../declare/validation';
import { ItemCreated } from './item-events';

const fixture = JSON.parse(readFileSync(join(__dirname, 'fixtures/item-created-v1.json'), 'utf8')) as {
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: JsonObject;
};

describe('ItemCreated of version 1', () => {
  it('becomes version 2: cooled items are tracked by lot, cost is averaged, and units are exact', () => {
    const declaration = eventDeclaration(fixture.type);
    const upcast = declaration?.upcast?.[fixture.schemaVersion];
    expect(declaration?.version).toBe(fixture.schemaVersion + 1);
    const { barcode: _, ...kept } = fixture.data;
    expect(parse(ItemCreated, upcast?.(fixture.data))).toEqual({
      ...kept,
      barcodes: ['4006381333931'],
      units: [{ unit: 'case', factor: '6', rounding: 'exact' }],
      active: true,
      lotTracked: true,
      costMethod: 'moving_average',
    });
  });

  it('is not a version 2 by itself', () => {
    expect(() => parse(ItemCreated, fixture.data)).toThrow('/barcode is not a field');
  });
});
