import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventDeclaration, type JsonObject } from '../declare/event';
import { parse } from '../declare/validation';
import { StockAlertRaised, StockAlertSubscribed, StockAlertUnsubscribed } from './alert-events';

interface Fixture {
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: JsonObject;
}

const fixture = (name: string) =>
  JSON.parse(readFileSync(join(__dirname, `fixtures/${name}-v1.json`), 'utf8')) as Fixture;

const upcast = ({ type, schemaVersion, data }: Fixture) =>
  eventDeclaration(type)?.upcast?.[schemaVersion]?.(data) as JsonObject;

const named = ({ accountId: userId, ...data }: JsonObject) => ({ ...data, userId });

it.each([
  ['stock-alert-subscribed', StockAlertSubscribed],
  ['stock-alert-unsubscribed', StockAlertUnsubscribed],
] as const)('%s of version 1 names the user', (name, type) => {
  const older = fixture(name);
  expect(parse<object>(type, upcast(older))).toEqual(named(older.data));
  expect(() => parse<object>(type, older.data)).toThrow('/accountId is not a field');
});

it('an alert of version 1 names the users that it tells', () => {
  const older = fixture('stock-alert-raised');
  const told = (older.data['told'] as JsonObject[]).map(named);
  expect(parse(StockAlertRaised, upcast(older))).toEqual({ ...older.data, told });
});
