import { DomainError } from '#contracts/errors';
import type { ParkedEvent } from '#contracts/ops/list-parked';
import { exitCodeOf, sentenceOf } from './exit';
import { refuseStillParked } from './parked-commands';

const ID = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';

it('fails, with the reason, when the retried event is parked still', async () => {
  const show = () => Promise.resolve({ id: ID, reason: 'poison', error: 'no such unit' } as ParkedEvent);
  const error: unknown = await refuseStillParked({ show }, ID).catch((thrown: unknown) => thrown);
  expect(exitCodeOf(error)).toBe(1);
  expect(sentenceOf(error)).toBe(`The retry has failed, and ${ID} is still parked: no such unit`);
});

it('succeeds when the retried event is parked no more, and passes other faults on', async () => {
  const failing = (fault: Error) => ({
    show: async (): Promise<ParkedEvent> => {
      throw fault;
    },
  });
  await expect(refuseStillParked(failing(new DomainError('NOT_FOUND')), ID)).resolves.toBeUndefined();
  const away = new DomainError('SERVICE_UNAVAILABLE');
  await expect(refuseStillParked(failing(away), ID)).rejects.toBe(away);
});
