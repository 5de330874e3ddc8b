import { DomainError } from '#contracts/errors';
import { Retries, Poison, TRIES } from './retries';

const retryMs = { first: 1, longest: 1 };
const retries = (unavailableMs: number) =>
  new Retries('a reactor', { retryMs, unavailableMs, onFault: () => undefined });

/** Fails so many times, then succeeds. */
function failing(times: number, error: Error) {
  let calls = 0;
  return { attempt: async () => (++calls > times ? calls : Promise.reject(error)), calls: () => calls };
}

it('tries for longer while something is unavailable', async () => {
  const { attempt } = failing(3 * TRIES, new DomainError('SERVICE_UNAVAILABLE'));
  expect(await retries(60_000).tries('an event', attempt)).toBe(3 * TRIES + 1);
});

it('gives up an event that finds something unavailable for too long, so that others go on', async () => {
  const { attempt, calls } = failing(Infinity, new DomainError('SERVICE_UNAVAILABLE'));
  await expect(retries(200).tries('an event', attempt)).rejects.toThrow(Poison);
  expect(calls()).toBeGreaterThan(2);
});

it('gives up an event that fails by itself', async () => {
  const { attempt, calls } = failing(Infinity, new TypeError('a fault'));
  await expect(retries(60_000).tries('an event', attempt)).rejects.toThrow(Poison);
  expect(calls()).toBe(TRIES);
});
