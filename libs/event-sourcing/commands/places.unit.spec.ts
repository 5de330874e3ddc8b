import { Places } from './places';

it('runs as many at once as it has places, in the order of their arrival, and refuses more than may wait', async () => {
  const places = new Places(2, 3);
  const [started, ends]: [number[], (() => void)[]] = [[], []];
  const work = (id: number) =>
    places.run(() => {
      started.push(id);
      return new Promise<number>((resolve) => ends.push(() => resolve(id)));
    });
  const under = [1, 2, 3, 4, 5].map(work);
  await expect(work(6)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect(started).toEqual([1, 2]);
  for (let at = 0; at < 5; at++) {
    ends[at]?.();
    await under[at];
    expect(started.length).toBe(Math.min(5, at + 3));
  }
  expect([started, await Promise.all(under)]).toEqual([
    [1, 2, 3, 4, 5],
    [1, 2, 3, 4, 5],
  ]);
});

it('frees the place of a work that fails', async () => {
  const places = new Places(1, 1);
  await expect(places.run(() => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  expect(await places.run(() => Promise.resolve('done'))).toBe('done');
});
