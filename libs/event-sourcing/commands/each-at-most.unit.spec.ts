import { eachAtMost } from './each-at-most';

it('each is worked on once, in order, and never more at once than said', async () => {
  const begun: number[] = [];
  let [underWay, most] = [0, 0];
  await eachAtMost(3, [0, 1, 2, 3, 4, 5, 6], async (of, index) => {
    expect(of).toBe(index);
    begun.push(of);
    most = Math.max(most, ++underWay);
    await Promise.resolve();
    underWay--;
  });
  expect([begun, most, underWay]).toEqual([[0, 1, 2, 3, 4, 5, 6], 3, 0]);
});

it('after a failure none is begun, and it is thrown when none is under way', async () => {
  const begun: number[] = [];
  let goOn = () => undefined as void;
  const slow = new Promise<void>((resolve) => (goOn = resolve));
  let hasEnded = false;
  const all = eachAtMost(2, [0, 1, 2, 3], async (of) => {
    begun.push(of);
    if (of === 0) throw new Error('broken');
    await slow;
    hasEnded = true;
  });
  const failure = all.catch((error: unknown) => error);
  goOn();
  expect(await failure).toEqual(new Error('broken'));
  expect([begun, hasEnded]).toEqual([[0, 1], true]);
});
