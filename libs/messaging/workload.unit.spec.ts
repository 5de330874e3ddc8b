import fc from 'fast-check';
import { Workload } from './workload';

/** Work that ends when it is told to. */
function openWork() {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { work: () => ended, end };
}

it('limits concurrency and waiting work, and refuses the rest', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(5), fc.nat(20), (concurrency, backlog, offered) => {
      const workload = new Workload(concurrency, backlog);
      let started = 0;
      const taken = Array.from({ length: offered }, () =>
        workload.add(() => {
          started++;
          return new Promise<void>(() => undefined);
        }),
      );
      expect(started).toBe(Math.min(offered, concurrency));
      expect(taken.filter(Boolean)).toHaveLength(Math.min(offered, concurrency + backlog));
    }),
  );
});

it('starts waiting work in order of arrival', async () => {
  const workload = new Workload(1, 10);
  const order: number[] = [];
  for (let each = 0; each < 5; each++) {
    workload.add(async () => {
      order.push(each);
      await Promise.resolve();
    });
  }
  await workload.idle();
  expect(order).toEqual([0, 1, 2, 3, 4]);
});

it('is idle when nothing runs and nothing waits', async () => {
  const workload = new Workload(1, 1);
  await workload.idle();
  const [first, second] = [openWork(), openWork()];
  workload.add(first.work);
  workload.add(second.work);
  let idle = false;
  const awaited = workload.idle().then(() => (idle = true));
  first.end();
  await new Promise(setImmediate);
  expect(idle).toBe(false);
  expect(workload.isIdle).toBe(false);
  second.end();
  await awaited;
  expect(workload.isIdle).toBe(true);
});
