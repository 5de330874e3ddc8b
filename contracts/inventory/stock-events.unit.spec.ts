import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventDeclaration, type JsonObject } from '../declare/event';
import { parse } from '../declare/validation';
import { StockAdjusted, StockReceived, StockTransferred, StockUsed } from './stock-events';

const fixture = JSON.parse(readFileSync(join(__dirname, 'fixtures/stock-received-v1.json'), 'utf8')) as {
  readonly schemaVersion: number;
  readonly data: JsonObject;
};

describe.each([StockReceived, StockUsed, StockAdjusted, StockTransferred])('$type of version 1', (of) => {
  it('becomes version 2: decided without the organisation', () => {
    const declaration = eventDeclaration(of.type);
    expect(declaration?.version).toBe(fixture.schemaVersion + 1);
    const seen = { ...(fixture.data['seen'] as JsonObject), organizationRevision: null };
    expect(parse(of, declaration?.upcast?.[1]?.(fixture.data))).toEqual({ ...fixture.data, seen });
  });

  it('is not a version 2 by itself', () => {
    expect(() => parse(of, fixture.data)).toThrow('/seen/organizationRevision is required');
  });
});
