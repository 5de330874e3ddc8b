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
  expect(memory.find(one)).toEqual({ first: 0, count: 3, at: START });
  expect(memory.find(other)).toEqual({ first: 3, count: 1, at: START + 1 });
  expect(memory.find(randomUUID())).toBeUndefined();
});

test('the last 1,000 commands are remembered however old they are', () => {
  const memory = new CommandMemory();
  const ids = Array.from({ length: REMEMBERED_COMMANDS + 1 }, () => randomUUID());
  ids.forEach((id, revision) => memory.note(id, revision, START + revision * 48 * HOUR));
  expect(memory.size).toBe(REMEMBERED_COMMANDS);
  expect(memory.find(ids[0] ?? '')).toBeUndefined();
  expect(memory.find(ids[1] ?? '')).toMatchObject({ first: 1 });
});

test('every command of the last 24 hours is remembered however many there are', () => {
  const memory = new CommandMemory();
  const ids = Array.from({ length: 5_000 }, () => randomUUID());
  ids.forEach((id, revision) => memory.note(id, revision, START + (revision * 24 * HOUR) / 5_000));
  expect(memory.size).toBe(5_000);
  memory.note(randomUUID(), 5_000, START + REMEMBERED_MS + 12 * HOUR);
  expect(memory.find(ids[2_500] ?? '')).toBeDefined();
  expect(memory.find(ids[2_400] ?? '')).toBeUndefined();
  expect(memory.oldest()).toBe(2_500);
});

test('what is packed in pieces, and some of it twice, is the memory that it was', () => {
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
      again.unpack(first);
      again.unpack(second);
      expect(again.size).toBe(whole.size);
      for (const { id } of distinct) expect(again.find(id)).toEqual(whole.find(id));
      expect(again.packAfter(-1)).toEqual(whole.packAfter(-1));
    }),
  );
});

test('a packed command has 30 bytes, fixed for good', () => {
  const memory = new CommandMemory();
  memory.note('0197a3c4-5d6e-4f80-9a1b-2c3d4e5f6071', 258, 1_769_817_600_000);
  memory.note('0197a3c4-5d6e-4f80-9a1b-2c3d4e5f6071', 259, 1_769_817_600_000);
  expect(memory.packAfter(-1).toString('hex')).toBe(
    ['0197a3c45d6e4f809a1b2c3d4e5f6071', '000000000102', '0002', '019c11597000'].join(''),
  );
});
