import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { CommandMemory, REMEMBERED_COMMANDS, REMEMBERED_MS } from './command-memory';

const HOUR = 60 * 60 * 1_000;
const START = Date.parse('2026-01-31T00:00:00Z');

test('a command is found with all its events', () => {
  const memory = new CommandMemory();
  const [one, other] = [randomUUID(), randomUUID()];
  for (const revision of [0, 1, 2]) memory.note(one, revision, START);
  memory.note(other, 3, START + 1);
  expect(memory.candidates(one)).toEqual([{ first: 0, count: 3 }]);
  expect(memory.candidates(other)).toEqual([{ first: 3, count: 1 }]);
  expect(memory.candidates(randomUUID())).toEqual([]);
  expect(new CommandMemory().candidates('00000000-0000-4000-8000-000000000000')).toEqual([]);
});

test('commands whose ids look alike are both found, the latest first', () => {
  const memory = new CommandMemory();
  const [one, other] = [randomUUID(), randomUUID()].map((id) => `${id.slice(0, -8)}0000abcd`) as [string, string];
  memory.note(one, 0, START);
  memory.note(randomUUID(), 1, START);
  memory.note(other, 2, START);
  memory.note(other, 3, START);
  const both = [
    { first: 2, count: 2 },
    { first: 0, count: 1 },
  ];
  expect(memory.candidates(one)).toEqual(both);
  expect(memory.candidates(other)).toEqual(both);
});

test('the last 1,000 commands are remembered at any age, and hardly more', () => {
  const memory = new CommandMemory();
  const ids = Array.from({ length: 5_000 }, () => randomUUID());
  ids.forEach((id, revision) => {
    memory.note(id, revision, START + revision * 48 * HOUR);
    expect(memory.size).toBeLessThan(REMEMBERED_COMMANDS + 64);
  });
  ids.slice(-1_000).forEach((id, index) => {
    expect(memory.candidates(id)).toContainEqual({ first: 4_000 + index, count: 1 });
  });
  expect(memory.candidates(ids[3_900] ?? '')).toEqual([]);
});

test('every command of the last 24 hours is remembered, in any number', () => {
  const memory = new CommandMemory();
  const ids = Array.from({ length: 5_000 }, () => randomUUID());
  ids.forEach((id, revision) => memory.note(id, revision, START + (revision * 24 * HOUR) / 5_000));
  expect(memory.size).toBe(5_000);
  memory.note(randomUUID(), 5_000, START + REMEMBERED_MS + 12 * HOUR);
  expect(memory.candidates(ids[2_500] ?? '')).toEqual([{ first: 2_500, count: 1 }]);
  expect(memory.candidates(ids[2_400] ?? '')).toEqual([]);
  expect(memory.oldest()).toBeGreaterThan(2_400);
});

test('a memory packed in overlapping pieces is unpacked the same', () => {
  const commands = fc.array(fc.record({ id: fc.uuid(), count: fc.integer({ min: 1, max: 1_000 }) }), { maxLength: 50 });
  fc.assert(
    fc.property(commands, fc.nat(60), fc.nat(60), (list, cut, overlap) => {
      const distinct = [...new Map(list.map((each) => [each.id, each])).values()];
      const whole = new CommandMemory();
      const firsts: number[] = [];
      let revision = 0;
      let first: Buffer = Buffer.alloc(0);
      for (const { id, count } of distinct) {
        firsts.push(revision);
        for (let event = 0; event < count; event++) whole.note(id, revision++, START + revision);
        if (firsts.length === cut) first = whole.packAfter(-1);
      }
      const base = (firsts[Math.max(0, cut - overlap)] ?? 0) - 1;
      const second = whole.packAfter(first.length === 0 ? -1 : base);
      const again = new CommandMemory();
      again.unpack(Buffer.concat([first, second]));
      expect(again.size).toBe(whole.size);
      for (const { id } of distinct) expect(again.candidates(id)).toEqual(whole.candidates(id));
      expect(again.packAfter(-1)).toEqual(whole.packAfter(-1));
    }),
  );
});

test('an unpacked memory grows and forgets like a noted one', () => {
  const noted = new CommandMemory();
  const unpacked = new CommandMemory();
  const ids = Array.from({ length: 3_000 }, () => randomUUID());
  ids.slice(0, 1_500).forEach((id, revision) => noted.note(id, revision, START));
  unpacked.unpack(noted.packAfter(-1));
  for (const memory of [noted, unpacked]) {
    ids.slice(1_500).forEach((id, index) => memory.note(id, 1_500 + index, START + 48 * HOUR));
  }
  for (const memory of [noted, unpacked]) {
    expect(memory.candidates(ids[100] ?? '')).toEqual([]);
    expect(memory.candidates(ids[2_100] ?? '')).toEqual([{ first: 2_100, count: 1 }]);
    expect(memory.size).toBeLessThanOrEqual(1_564);
  }
});

test('a piece has 10 bytes and 10 for each command, fixed for good', () => {
  const memory = new CommandMemory();
  memory.note('0197a3c4-5d6e-4f80-9a1b-2c3d4e5f6071', 258, 1_769_817_600_000);
  memory.note('0197a3c4-5d6e-4f80-9a1b-2c3d4e5f6071', 259, 1_769_817_600_000);
  memory.note('0197a3c4-5d6e-4f80-9a1b-2c3d00000001', 260, 1_769_817_600_001);
  expect(memory.packAfter(-1).toString('hex')).toBe(
    ['02000000', '017059119c01', '71605f4e', '01000000', '02010000', '04010000', '0200', '0100'].join(''),
  );
});
