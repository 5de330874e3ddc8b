import type { Position } from '#libs/event-log';
import { KnownHead } from './known-head';

const at = (place: number) => `0001-${String(place).padStart(19, '0')}` as Position;

/** A log whose questions are answered when the test says so. */
function logAt(head: { place: number }) {
  const asked: ((fails?: boolean) => void)[] = [];
  const log = {
    head: () => {
      const { place } = head;
      return new Promise<Position>((resolve, reject) =>
        asked.push((fails) => (fails ? reject(new Error('away')) : resolve(at(place)))),
      );
    },
  };
  return { log, asked };
}

it('asks the log for no position that this process has read', async () => {
  const { log, asked } = logAt({ place: 9 });
  expect(await new KnownHead(log, () => at(5)).mayHave(at(5))).toBe(true);
  expect(asked).toHaveLength(0);
});

it('remembers what the log has answered', async () => {
  const { log, asked } = logAt({ place: 9 });
  const head = new KnownHead(log, () => at(5));
  const first = head.mayHave(at(10));
  asked[0]?.();
  expect(await first).toBe(false);
  expect(await head.mayHave(at(9))).toBe(true);
  expect(asked).toHaveLength(1);
});

it('answers all callers that come during a question with one question asked after they came', async () => {
  const log = { place: 5 };
  const { log: slow, asked } = logAt(log);
  const head = new KnownHead(slow, () => at(0));
  const early = head.mayHave(at(6));
  log.place = 7;
  const late = Promise.all([head.mayHave(at(6)), head.mayHave(at(7)), head.mayHave(at(8))]);
  asked[0]?.();
  expect(await early).toBe(false);
  await Promise.resolve();
  expect(asked).toHaveLength(2);
  asked[1]?.();
  expect(await late).toEqual([true, true, false]);
  expect(asked).toHaveLength(2);
});

it('takes any position for one of the log while the log cannot be asked, and asks again', async () => {
  const { log, asked } = logAt({ place: 5 });
  const head = new KnownHead(log, () => at(0));
  const first = head.mayHave(at(9));
  asked[0]?.(true);
  expect(await first).toBe(true);
  const second = head.mayHave(at(9));
  asked[1]?.();
  expect(await second).toBe(false);
});
