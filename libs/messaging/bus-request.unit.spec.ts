import { contractOf } from '#contracts/declare/contract';
import { BusRequest } from './bus-request';
import { Cook, kitchenContext } from './testing/kitchen.fixture';

const request = (deadline = Date.now() + 60_000) =>
  new BusRequest(contractOf(Cook), { name: 'soup' }, kitchenContext({ deadline }), undefined);

const reasonOf = ({ signal }: BusRequest) => (signal.reason as { details?: object } | undefined)?.details;

it('gives an aborted signal to a handler that asks after the abort', () => {
  const stopping = request();
  stopping.abort('stopping');
  expect(stopping.signal.aborted).toBe(true);
  expect(reasonOf(stopping)).toEqual({ reason: 'stopping' });
});

it('gives an aborted signal to a handler that asks after the deadline', () => {
  expect(reasonOf(request(Date.now() - 1))).toEqual({ reason: 'deadline' });
});

it('keeps the first reason, and has none before', () => {
  const running = request();
  expect(running.signal.aborted).toBe(false);
  running.abort('stopping');
  running.abort('deadline');
  running.finish();
  expect(reasonOf(running)).toEqual({ reason: 'stopping' });
});
