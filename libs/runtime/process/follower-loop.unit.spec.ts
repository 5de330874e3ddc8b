import type { LogConsumer, LogFeed, LogRegistration } from '#libs/event-sourcing';
import { START, positionOf } from '#libs/event-log';
import { eventually } from '#libs/testing/eventually';
import { FollowerLoop } from './follower-loop';

const consumer: LogConsumer = { name: 'leaves', after: START, handle: () => Promise.resolve() };

/** A feed whose registrations end as the test says. */
function feed() {
  const registered: { consumer: LogConsumer; fail: (error: Error) => void; closed: boolean }[] = [];
  const register = (following: LogConsumer): LogRegistration => {
    let settle: { resolve: () => void; reject: (error: Error) => void } | undefined;
    const done = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
    const entry = { consumer: following, fail: (error: Error) => settle?.reject(error), closed: false };
    registered.push(entry);
    return {
      done,
      position: START,
      eventId: null,
      close: () => {
        entry.closed = true;
        settle?.resolve();
        return Promise.resolve();
      },
    };
  };
  return { feed: { register } satisfies LogFeed, registered };
}

it('opens a follower again when it fails, and says why it did', async () => {
  const { feed: source, registered } = feed();
  const faults: string[] = [];
  const loop = new FollowerLoop(() => Promise.resolve(consumer), {
    feed: source,
    pool: undefined as never,
    onFault: (error) => faults.push((error as Error).message),
  });
  await eventually(() => expect(registered).toHaveLength(1));
  registered[0]?.fail(new Error('the database is away'));
  await eventually(() => expect(registered).toHaveLength(2));
  expect(faults).toEqual(['the database is away']);
  await loop.stop();
  expect(registered[1]?.closed).toBe(true);
});

it('tells how far the follower is, and whether it is failing', async () => {
  const { feed: source, registered } = feed();
  const loop = new FollowerLoop(() => Promise.resolve(consumer), {
    feed: source,
    pool: undefined as never,
    onFault: () => undefined,
  });
  expect(loop.standing).toBeUndefined();
  await eventually(() => expect(registered).toHaveLength(1));
  expect(loop.standing).toEqual({ name: 'leaves', position: START, failing: false });
  const position = positionOf(1, 7);
  await registered[0]?.consumer.handle([], position);
  expect(loop.standing).toEqual({ name: 'leaves', position, failing: false });
  registered[0]?.fail(new Error('a leaf differs'));
  await eventually(() => expect(registered).toHaveLength(2));
  expect(loop.standing?.failing).toBe(true);
  await registered[1]?.consumer.handle([], position);
  expect(loop.standing?.failing).toBe(false);
  await loop.stop();
});

it('waits as briefly as at first for a follower that had followed for long', async () => {
  const { feed: source, registered } = feed();
  let now = 0;
  const loop = new FollowerLoop(() => Promise.resolve(consumer), {
    feed: source,
    pool: undefined as never,
    onFault: () => undefined,
    now: () => now,
  });
  // Pauses of 100, 200 and 400 ms have been made; the next one would be 800.
  for (let failures = 0; failures < 3; failures++) {
    await eventually(() => expect(registered).toHaveLength(failures + 1));
    registered[failures]?.fail(new Error('again'));
  }
  await eventually(() => expect(registered).toHaveLength(4));
  now += 60_000;
  const failed = performance.now();
  registered[3]?.fail(new Error('after a long time'));
  await eventually(() => expect(registered).toHaveLength(5));
  expect(performance.now() - failed).toBeLessThan(700);
  await loop.stop();
});

it('stops while it waits to try again', async () => {
  const { feed: source, registered } = feed();
  const onFault = jest.fn();
  const loop = new FollowerLoop(() => Promise.reject(new Error('not yet')), {
    feed: source,
    pool: undefined as never,
    onFault,
  });
  await eventually(() => expect(onFault).toHaveBeenCalled());
  await loop.stop();
  expect(registered).toEqual([]);
});
