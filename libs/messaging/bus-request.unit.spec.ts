import { contractOf } from '#contracts/declare/contract';
import { BusRequest } from './bus-request';
import { Cook, commandContext } from './kitchen.fixture';

const request = (deadline = Date.now() + 60_000) =>
  new BusRequest(contractOf(Cook), { name: 'soup' }, commandContext({ deadline }), undefined);

const reasonOf = ({ signal }: BusRequest) => (signal.reason as { details?: object } | undefined)?.details;

it('tells to stop also whoever asks only when it was said already', () => {
  const stopping = request();
  stopping.abort('stopping');
  expect(stopping.signal.aborted).toBe(true);
  expect(reasonOf(stopping)).toEqual({ reason: 'stopping' });
});

it('tells at once whoever asks after the deadline', () => {
  expect(reasonOf(request(Date.now() - 1))).toEqual({ reason: 'deadline' });
});

it('keeps the first reason, and says none before there is one', () => {
  const running = request();
  expect(running.signal.aborted).toBe(false);
  running.abort('stopping');
  running.abort('deadline');
  running.finish();
  expect(reasonOf(running)).toEqual({ reason: 'stopping' });
});
