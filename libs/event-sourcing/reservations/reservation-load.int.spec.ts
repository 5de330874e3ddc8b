import { randomUUID } from 'node:crypto';
import { add, open, purse, type Purse } from '../testing/domain.fixture';
import { aPostgresPlatform } from '../testing/platform.fixture';
import { outcomeOf } from '../testing/reservations.fixture';
import type { Reservation } from './reservation';

let platform: Awaited<ReturnType<typeof aPostgresPlatform>>;
beforeAll(async () => {
  platform = await aPostgresPlatform();
});
afterAll(() => platform.drop());

/** Purses with a slot of a roster of their own. */
function onRoster(roster: string) {
  return {
    ...purse,
    reserve: ({ coins }: Purse): Reservation[] => (coins > 0 ? [{ roster, scope: 'platform' }] : []),
  };
}

const tally = (outcomes: readonly string[]) =>
  Object.fromEntries([...new Set(outcomes)].map((each) => [each, outcomes.filter((other) => other === each).length]));

test.each([1, 2])('1,000 racing creations in %i processes end in created or refused, each', async (count) => {
  const processes = Array.from({ length: count }, () => platform.start());
  const filled = onRoster(`racing_${count}`);
  const outcomes = await Promise.all(
    Array.from({ length: 1_000 }, (_, index) => {
      const making = { ...add(randomUUID(), 1), aggregate: filled, limits: () => ({ [`racing_${count}`]: 300 }) };
      return outcomeOf(processes[index % count]?.commands.handle(making) ?? Promise.resolve());
    }),
  );
  expect(tally(outcomes)).toEqual({ done: 300, LIMIT_REACHED: 700 });
  expect(processes.flatMap(({ faults }) => faults)).toEqual([]);
  await Promise.all(processes.map(({ stop }) => stop()));
});

test.each([1, 2])(
  'of 1,000 that race for one value in %i processes one gets it, and the others are refused',
  async (count) => {
    const processes = Array.from({ length: count }, () => platform.start());
    const label = randomUUID();
    const outcomes = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) =>
        outcomeOf(processes[index % count]?.commands.handle(open(randomUUID(), label)) ?? Promise.resolve()),
      ),
    );
    expect(tally(outcomes)).toEqual({ done: 1, DUPLICATE: 999 });
    await Promise.all(processes.map(({ stop }) => stop()));
  },
);
