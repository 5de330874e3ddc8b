import { DomainError } from '#contracts/errors';
import { LogUnavailable } from '#libs/event-log';
import { explaining } from './explaining';

let refused = 0;
const told: unknown[] = [];
const parts = {
  metrics: { rowSecurityRefused: () => void refused++ },
  logger: { warn: (line: unknown) => void told.push(line) },
};
beforeEach(() => {
  refused = 0;
  told.length = 0;
});

const failing = (error: Error) =>
  explaining(async () => {
    throw error;
  }, parts);

it.each([
  ['the log cannot be read', new LogUnavailable('the event log cannot be read')],
  ['the database stops', Object.assign(new Error('terminating'), { code: '57P01' })],
])('%s: safe to repeat, and told', async (_, err) => {
  await expect(failing(err)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect(told).toEqual([{ err }]);
});

it('passes on refusals and faults of ours', async () => {
  for (const error of [new DomainError('NOT_FOUND'), new TypeError('not a function')]) {
    await expect(failing(error)).rejects.toBe(error);
  }
  expect([told, refused]).toEqual([[], 0]);
});

it('counts refusals by a policy of the database', async () => {
  const error = Object.assign(new Error('permission denied'), { code: '42501' });
  await expect(failing(error)).rejects.toBe(error);
  expect(refused).toBe(1);
});
