import { DomainError } from '#contracts/errors';
import { Patience, Poison, TRIES } from './patience';

const retryMs = { first: 1, longest: 1 };
const patience = (awayMs: number) => new Patience('a reactor', { retryMs, awayMs, onFault: () => undefined });

/** Fails so many times, and then not. */
function failing(times: number, error: Error) {
  let calls = 0;
  return { attempt: async () => (++calls > times ? calls : Promise.reject(error)), calls: () => calls };
}

it('tries for longer than what fails by itself, while something is away', async () => {
  const { attempt } = failing(3 * TRIES, new DomainError('SERVICE_UNAVAILABLE'));
  expect(await patience(60_000).tries('an event', attempt)).toBe(3 * TRIES + 1);
});

it('leaves an event that finds something away each time for too long, so that others go on', async () => {
  const { attempt, calls } = failing(Infinity, new DomainError('SERVICE_UNAVAILABLE'));
  await expect(patience(20).tries('an event', attempt)).rejects.toThrow(Poison);
  expect(calls()).toBeGreaterThan(2);
});

it('gives up what fails by itself', async () => {
  const { attempt, calls } = failing(Infinity, new TypeError('a fault'));
  await expect(patience(60_000).tries('an event', attempt)).rejects.toThrow(Poison);
  expect(calls()).toBe(TRIES);
});
