import { randomUUID } from 'node:crypto';
import type { Client, Pool, QueryConfig } from 'pg';
import { positionOf } from '#libs/event-log';
import { createSlot, slotKey, type SlotName } from '../slots/slot-record';
import { StockFixture, found } from '../testing/stock.fixture';
import { ProcessCheckpoint } from './process-checkpoint';

const at = (place: number) => positionOf(1, place);
const slot = (name: string): SlotName => ({ name: `stock.${name}`, version: 1, slot: 'a' });
const [folding, quiet] = [slot('folding'), slot('quiet')];

describe('the checkpoint of a process', () => {
  let stock: StockFixture;
  let client: Client;
  let process: string;
  let checkpoint: ProcessCheckpoint;
  let losesAnswers = false;
  beforeAll(async () => {
    stock = await StockFixture.open();
    client = await stock.client();
    const log = { head: at(1), epoch: 1 };
    for (const each of [folding, quiet]) {
      await client.query(
        `INSERT INTO engine.projection (name, version, service, views) VALUES ($1, 1, 'stock', '{}')`,
        [each.name],
      );
      await createSlot(client, each, { role: 'serving', filled: true, autoPromote: false, fence: 1, log });
    }
  });
  afterAll(() => stock.close());
  beforeEach(async () => {
    losesAnswers = false;
    process = randomUUID();
    await client.query(`INSERT INTO engine.process (id, lock, lease_until) VALUES ($1, 1, 'infinity')`, [process]);
    checkpoint = new ProcessCheckpoint(
      {
        async query(statement: QueryConfig) {
          const answer = await client.query(statement);
          if (losesAnswers) throw new Error('the answer was lost');
          return answer;
        },
      } as unknown as Pool,
      process,
    );
    for (const each of [folding, quiet]) await stands(each, 50);
  });

  const stands = ({ name }: SlotName, place: number) =>
    client.query('UPDATE engine.projection_slot SET position = $2 WHERE name = $1', [name, at(place)]);
  const move = (place: number, behind: readonly SlotName[], owns: readonly [SlotName, number][]) =>
    checkpoint.store(
      { position: at(place), eventId: null, events: place, behind: behind.map(slotKey) },
      owns.map(([each, own]) => ({ slot: each, position: at(own) })),
    );
  const stored = async () => {
    const { rows } = await client.query<{ position: string; behind: string[] }>(
      'SELECT position, behind FROM engine.process WHERE id = $1',
      [process],
    );
    return found(rows[0]);
  };
  /** Leaves the database as a standby that had received only the first move when it took over. */
  const failOver = async () => {
    await client.query('UPDATE engine.process SET position = $2, behind = $3 WHERE id = $1', [
      process,
      at(120),
      [slotKey(folding)],
    ]);
    await stands(folding, 50);
  };
  const foldsUpTo120 = async () => {
    expect(await move(120, [folding], [[quiet, 50]])).toBe(true);
    await stands(folding, 120);
  };
  const both = [
    [quiet, 50],
    [folding, 120],
  ] as const satisfies readonly [SlotName, number][];

  it('does not move when a slot that was behind has lost what it wrote, even at the same position', async () => {
    await foldsUpTo120();
    expect(await move(120, [], both)).toBe(true);
    await failOver();
    expect(await move(130, [], both)).toBe(false);
    expect(await stored()).toEqual({ position: at(120), behind: [slotKey(folding)] });
  });

  it.each([120, 130])('moves on after a move to %d whose answer was lost', async (place) => {
    await foldsUpTo120();
    losesAnswers = true;
    await expect(move(place, [], both)).rejects.toThrow('lost');
    losesAnswers = false;
    expect(await move(140, [], both)).toBe(true);
    expect(await stored()).toEqual({ position: at(140), behind: [] });
  });

  it('does not move when the server has undone all but a move whose answer was lost', async () => {
    expect(await move(110, [], [[quiet, 50]])).toBe(true);
    losesAnswers = true;
    await expect(move(120, [folding], [[quiet, 50]])).rejects.toThrow('lost');
    losesAnswers = false;
    await stands(folding, 120);
    expect(await move(120, [], both)).toBe(true);
    await failOver();
    expect(await move(130, [], both)).toBe(false);
  });

  it('moves when nothing but the slots that are behind has changed', async () => {
    await foldsUpTo120();
    expect(await move(120, [], both)).toBe(true);
    expect(await stored()).toEqual({ position: at(120), behind: [] });
    expect(await move(120, [quiet], [[folding, 120]])).toBe(true);
    expect(await stored()).toEqual({ position: at(120), behind: [slotKey(quiet)] });
  });
});
