import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Count, Id } from '#contracts/declare/fields';
import { DomainError } from '#contracts/errors';
import type { Commands, HandledEach, RefusedRow } from './commands';
import { readEach } from './handle-each';
import { CoinsAdded, CoinsSpent, TENANT, aContext, add, open, purse, spend } from '../testing/domain.fixture';
import { aPlatform, outcomeOf, streamOf } from '../testing/reservations.fixture';

/** A row of a request as it comes from outside. */
class CoinsRow {
  @Id() purseId!: string;
  @Count({ min: 1, max: 9 }) coins!: number;
}

type Groups = readonly Exclude<Parameters<Commands['handleEach']>[0]['groups'][number], RefusedRow>[];
type Kind = typeof add | typeof spend;

/** Purses with so many coins each, and the request that moves coins in all of them. */
async function purses(coins: readonly number[]) {
  const platform = aPlatform();
  const { commands } = platform.start();
  const ids = coins.map(() => randomUUID());
  for (const [index, id] of ids.entries()) {
    await commands.handle(open(id, `label ${id}`));
    if (coins[index]) await commands.handle(add(id, coins[index]));
  }
  const length = platform.log.events.length;
  const added = () => platform.log.events.slice(length);
  const moving = (make: Kind, moved: number) =>
    ids.map((id) => {
      const { context: _context, ...group } = make(id, moved);
      return group;
    }) as unknown as Groups;
  const coinsOf = (id = '') => platform.start().commands.state(purse, TENANT, id);
  return { ...platform, commands, ids, added, moving, coinsOf };
}

const request = (groups: Groups, context = aContext(), concurrency?: number) => ({
  context,
  service: 'test',
  groups,
  ...(concurrency !== undefined && { concurrency }),
});

const outcomesOf = ({ outcomes }: HandledEach<unknown>) =>
  outcomes.map((each) => ('refusal' in each ? each.refusal.code : each.revision));

test('each group has its outcome, in the order of the groups, and a refused one leaves the others alone', async () => {
  const { commands, moving, added, ids } = await purses([5, 1, 3, 0]);
  const handled = await commands.handleEach(request(moving(spend, 2)));
  expect(outcomesOf(handled)).toEqual([3, 'INSUFFICIENT_STOCK', 3, 'INSUFFICIENT_STOCK']);
  expect(handled.outcomes[0]).toMatchObject({ result: { coins: 2 } });
  expect(handled.outcomes[1]).toMatchObject({ refusal: { details: { shortage: 1 } } });
  const spent = added().filter(({ type }) => type === CoinsSpent.type);
  expect(new Set(spent.map(({ stream }) => stream))).toEqual(new Set([streamOf(ids[0] ?? ''), streamOf(ids[2] ?? '')]));
});

test('the position of the request is that of its latest event, of any group', async () => {
  const { commands, moving, log } = await purses([1, 1, 0]);
  const { position } = await commands.handleEach(request(moving(spend, 1), aContext(), 2));
  expect(position).toBe(await log.head());
});

test('where every group is refused, the position is that of the request itself', async () => {
  const { commands, moving, added } = await purses([0, 0]);
  const { position } = await commands.handleEach(request(moving(spend, 1)));
  expect(added().map(({ type }) => type)).toEqual(['BatchTaken']);
  expect(position).toBe(added()[0]?.position);
});

test('repeated under its id it happens once and has the same outcomes, in every process', async () => {
  const { commands, start, moving, added } = await purses([2, 4, 6]);
  const context = aContext();
  const first = await commands.handleEach(request(moving(spend, 2), context));
  const { length } = added();
  for (const each of [commands, start().commands]) {
    expect(await each.handleEach(request(moving(spend, 2), context))).toEqual(first);
  }
  expect(added()).toHaveLength(length);
});

test('a group that was refused is decided anew when the request is repeated', async () => {
  const { commands, moving, ids } = await purses([2, 0]);
  const context = aContext();
  expect(outcomesOf(await commands.handleEach(request(moving(spend, 2), context)))).toEqual([3, 'INSUFFICIENT_STOCK']);
  await commands.handle(add(ids[1] ?? '', 2));
  expect(outcomesOf(await commands.handleEach(request(moving(spend, 2), context)))).toEqual([3, 3]);
});

test('it goes on where it was cut off: appended groups are not appended again, the rest is', async () => {
  const { commands, start, moving, added, ids, coinsOf } = await purses([3, 3, 3, 3]);
  const context = aContext();
  let groups = 0;
  const cutOff = moving(add, 1).map((group) => ({
    ...group,
    decide: (...given: Parameters<typeof group.decide>) => {
      if (++groups === 3) throw new DomainError('SERVICE_UNAVAILABLE');
      return group.decide(...given);
    },
  }));
  expect(await outcomeOf(commands.handleEach(request(cutOff, context, 1)))).toBe('SERVICE_UNAVAILABLE');
  expect(added().filter(({ type }) => type === CoinsAdded.type)).toHaveLength(2);
  const handled = await start().commands.handleEach(request(moving(add, 1), context, 1));
  expect(outcomesOf(handled)).toEqual([2, 2, 2, 2]);
  expect(added().map(({ type }) => type)).toEqual(['BatchTaken', ...ids.map(() => CoinsAdded.type)]);
  for (const id of ids) expect(await coinsOf(id)).toMatchObject({ state: { coins: 4 } });
});

test('a request that is cut off begins no further group, and is answered when none is under way', async () => {
  const { commands, moving, added, log } = await purses(Array.from({ length: 10 }, () => 3));
  const decided: string[] = [];
  const cutOff = moving(add, 1).map((group) => ({
    ...group,
    facts: async () => {
      decided.push(group.id);
      // The first fails at once; the second, which runs beside it, takes longer.
      if (decided.length === 1) throw new DomainError('SERVICE_UNAVAILABLE');
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    },
  }));
  expect(await outcomeOf(commands.handleEach(request(cutOff, aContext(), 2)))).toBe('SERVICE_UNAVAILABLE');
  expect(decided).toHaveLength(2);
  const { length } = added();
  expect(length).toBe(2);
  await new Promise((resolve) => setImmediate(resolve));
  expect(log.events.slice(-1)[0]?.type).toBe(CoinsAdded.type);
  expect(added()).toHaveLength(length);
});

test('the same id with another payload is refused whole, also for streams that the first request did not have', async () => {
  const { commands, start, moving, added } = await purses([5, 5]);
  const context = aContext({ payloadDigest: '0a1b2c3d' });
  const [one, other] = moving(spend, 1);
  if (!one || !other) throw new Error('there are two purses');
  await commands.handleEach(request([one], context));
  const { length } = added();
  for (const each of [commands, start().commands]) {
    const reused = each.handleEach(request([other], { ...context, payloadDigest: 'ffffffff' }));
    expect(await outcomeOf(reused)).toBe('IDEMPOTENCY_KEY_REUSED');
  }
  expect(added()).toHaveLength(length);
});

test('two groups on one stream are an error of the code, and nothing is taken', async () => {
  const { commands, moving, added } = await purses([5]);
  const [one] = moving(spend, 1);
  if (!one) throw new Error('there is one purse');
  await expect(commands.handleEach(request([one, one]))).rejects.toThrow(TypeError);
  expect(added()).toEqual([]);
});

test('a request without groups does nothing and is not remembered', async () => {
  const { commands, added } = await purses([]);
  expect(await commands.handleEach(request([]))).toEqual({ outcomes: [] });
  expect(added()).toEqual([]);
});

test('an error of the code in one group fails the request instead of being an outcome', async () => {
  const { commands, moving } = await purses([1]);
  const decide = () => {
    throw new RangeError('a fault of the code');
  };
  const broken = moving(add, 1).map((group) => ({ ...group, decide }));
  await expect(commands.handleEach(request(broken))).rejects.toThrow('a fault of the code');
});

test('for any faults on the way, repeated until it is answered, each group happens once', async () => {
  const faults = fc.array(fc.constantFrom('unreachable' as const, 'answer lost' as const), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(3), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 4 }),
      faults,
      async (coins, concurrency, drawn) => {
        const failing = [...drawn];
        const { start, moving, log, ids, coinsOf } = await purses(coins);
        const context = aContext({ payloadDigest: '0a1b2c3d' });
        let handled: HandledEach<unknown> | undefined;
        for (let tries = 0; !handled && tries <= 8; tries++) {
          for (const fault of failing.splice(0, 1)) log.failNextAppend(fault);
          const sent = request(moving(spend, 2), context, concurrency);
          handled = await start()
            .commands.handleEach(sent)
            .catch((error: unknown) => {
              expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
              return undefined;
            });
        }
        expect(handled && outcomesOf(handled)).toEqual(coins.map((had) => (had < 2 ? 'INSUFFICIENT_STOCK' : 3)));
        for (const [index, id] of ids.entries()) {
          const had = coins[index] ?? 0;
          expect(await coinsOf(id)).toMatchObject({ state: { coins: had < 2 ? had : had - 2 } });
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('a row with faults is refused by itself: the others are carried out, and a repetition finds the same', async () => {
  const { start, ids, coinsOf } = await purses([0, 0]);
  const [first = '', second = ''] = ids;
  const rows = [{ purseId: first, coins: 3 }, { purseId: 'no id' }, { purseId: second, coins: 4, more: true }, null];
  const context = aContext();
  const send = () => {
    const groups = readEach(CoinsRow, rows, ({ purseId, coins }) => {
      const { context: _context, ...group } = add(purseId, coins);
      return group;
    });
    return start().commands.handleEach(request(groups as unknown as Groups, context));
  };
  const handled = await send();
  expect(outcomesOf(handled)).toEqual([1, 'VALIDATION_FAILED', 'VALIDATION_FAILED', 'VALIDATION_FAILED']);
  expect(handled.outcomes[2]).toMatchObject({ refusal: { fields: [{ pointer: '/more', code: 'UNKNOWN' }] } });
  expect(outcomesOf(await send())).toEqual(outcomesOf(handled));
  expect((await coinsOf(first)).state.coins).toBe(3);
});
