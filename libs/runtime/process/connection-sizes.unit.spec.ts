import { StartRefused } from '../start-refused';
import { connectionLimit, connectionSizes } from './connection-sizes';

it('gives a process of services 16 connections, one of the gateway alone 4, and another number where one is set', () => {
  expect([connectionLimit({}, 5), connectionLimit({}, 1), connectionLimit({}, 0)]).toEqual([16, 16, 4]);
  expect([connectionLimit({ databasePoolSize: 40 }, 5), connectionLimit({ databasePoolSize: 6 }, 0)]).toEqual([40, 6]);
});

it.each([8, 10, 16, 40, 500])('shares %i connections so that each pool has one, and none has all', (limit) => {
  const { limit: all, ...sizes } = connectionSizes(limit, 5);
  expect(all).toBe(limit);
  for (const size of Object.values(sizes)) {
    expect(size).toBeGreaterThanOrEqual(1);
    expect(size).toBeLessThan(limit);
  }
});

it('refuses a number that services cannot work with', () => {
  expect(() => connectionSizes(7, 1)).toThrow(StartRefused);
  expect(connectionSizes(4, 0).limit).toBe(4);
});
