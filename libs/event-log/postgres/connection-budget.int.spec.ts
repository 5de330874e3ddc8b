import { Pool } from 'pg';
import { type TestDatabase, testDatabase } from '#libs/testing/database';
import { ConnectionBudget } from './connection-budget';
import { MeasuredClient } from './measured-client';

let database: TestDatabase;
const pools: Pool[] = [];

beforeAll(async () => {
  database = await testDatabase();
});
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.end())));
afterAll(() => database.drop());

function poolIn(budget: ConnectionBudget, max: number): Pool {
  const config = {
    connectionString: database.url,
    Client: MeasuredClient,
    connectionTimeoutMillis: 10_000,
    max,
    budget,
  };
  const pool = new Pool(config);
  budget.add(pool);
  pools.push(pool);
  return pool;
}

const sleeping = (pool: Pool, count: number) =>
  Promise.all(Array.from({ length: count }, () => pool.query('SELECT pg_sleep(0.01)')));

it('closes an idle connection of another pool for one that is needed', async () => {
  const budget = new ConnectionBudget(3);
  const [one, other] = [poolIn(budget, 3), poolIn(budget, 3)];
  await sleeping(one, 3);
  expect([one.totalCount, budget.used]).toEqual([3, 3]);
  await sleeping(other, 2);
  expect(other.totalCount).toBeGreaterThan(0);
  expect(budget.used).toBe(3);
  expect(one.totalCount + other.totalCount).toBeLessThanOrEqual(3);
});

it('never has more open than it allows, and everybody is answered, however many ask of however many pools', async () => {
  const budget = new ConnectionBudget(4);
  const all = Array.from({ length: 5 }, () => poolIn(budget, 3));
  let most = 0;
  const watched = all.map(async (pool) => {
    for (let round = 0; round < 5; round++) {
      await sleeping(pool, 3);
      most = Math.max(most, budget.used);
    }
  });
  await Promise.all(watched);
  expect(most).toBe(4);
});

it('has one that is needed wait for one that is in use, and says so when none comes free', async () => {
  const budget = new ConnectionBudget(1, 200);
  const [one, other] = [poolIn(budget, 1), poolIn(budget, 1)];
  const client = await one.connect();
  await expect(other.query('SELECT 1')).rejects.toThrow('none of the 1 connections');
  const waiting = other.query('SELECT 1');
  client.release();
  expect((await waiting).rowCount).toBe(1);
});

it('has room again for one that could not be opened', async () => {
  const budget = new ConnectionBudget(1);
  const nowhere = new MeasuredClient({ connectionString: 'postgresql://127.0.0.1:1/nothing', budget });
  await expect(nowhere.connect()).rejects.toThrow('ECONNREFUSED');
  expect((await poolIn(budget, 1).query('SELECT 1')).rowCount).toBe(1);
});
