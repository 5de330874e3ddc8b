import { eventually } from '#libs/testing/eventually';
import { LogUnavailable } from '../event-log';
import { positionOf } from '../position';
import { RefusedByServer } from './faults';
import { beginning, eventResponse, quickToGiveUp, READ_FAILED, stage, STREAM } from './testing/scripted-server.fixture';

const UNAVAILABLE = 14;

const on = stage();

async function revisions(events: AsyncIterable<{ readonly revision: number }>): Promise<number[]> {
  const all: number[] = [];
  for await (const { revision } of events) all.push(revision);
  return all;
}

describe('a read from EventStoreDB', () => {
  it('goes on after the last event when the server falls silent or the connection breaks', async () => {
    const { server, log } = on();
    const begun: (number | undefined)[] = [];
    server.onRead = (request, call) => {
      begun.push(beginning(request));
      if (begun.length === 1) for (const n of [0, 1]) call.write(eventResponse(n));
      else if (begun.length === 2) call.write(eventResponse(2), () => call.emit('error', { code: UNAVAILABLE }));
      else call.write(eventResponse(3), () => call.end());
    };
    await expect(revisions(log.readStream(STREAM))).resolves.toEqual([0, 1, 2, 3]);
    expect(begun).toEqual([undefined, 2, 3]);
  });

  it('asks for more when part of the answer is not ours', async () => {
    const { server, log } = on();
    const foreign = { metadata: '{"user":"someone"}' };
    const begun: (number | undefined)[] = [];
    server.onRead = (request, call) => {
      begun.push(beginning(request));
      const events = begun.length === 1 ? [eventResponse(0), eventResponse(1, foreign)] : [eventResponse(2)];
      for (const one of events) call.write(one);
      call.end();
    };
    await expect(revisions(log.readStream(STREAM, { limit: 2 }))).resolves.toEqual([0, 2]);
    expect(begun).toEqual([undefined, 2]);
  });

  it.each([
    ['a system event', { type: '$metadata' }],
    ["another program's event", { metadata: '{"$correlationId":"x"}' }],
    ['an event without metadata', { metadata: '' }],
    ['an event whose metadata is no JSON', { metadata: '{"tenantId' }],
  ])('leaves out %s', async (_, foreign) => {
    const { server, log } = on();
    server.onRead = (_request, call) => {
      for (const one of [eventResponse(0), eventResponse(1, foreign), eventResponse(2)]) call.write(one);
      call.end();
    };
    await expect(revisions(log.readStream(STREAM))).resolves.toEqual([0, 2]);
  });

  it('fails as unavailable when nothing has come for long enough', async () => {
    const { server } = on();
    server.onRead = () => undefined;
    const quick = quickToGiveUp(server);
    await expect(revisions(quick.readStream(STREAM))).rejects.toThrow(LogUnavailable);
    await quick.close();
  });

  it('ends with the refusal when the server refuses it', async () => {
    const { server, log } = on();
    server.onRead = (_, call) => void call.emit('error', { code: 7, details: 'Access Denied' });
    await expect(log.head()).rejects.toThrow(RefusedByServer);
    expect(server.readCalls).toBe(1);
  });

  it('finds no event at a position where the server finds no record, and keeps its connection', async () => {
    const { server, log, faults } = on();
    server.onRead = (request, call) => {
      if (beginning(request) === 150) return void call.emit('error', READ_FAILED);
      call.write(eventResponse(2), () => call.end());
    };
    await expect(log.idAt(positionOf(1, 150))).resolves.toBeUndefined();
    await expect(log.idAt(positionOf(1, 200))).resolves.toEqual(expect.any(String));
    expect(faults).toEqual([]);
  });

  it('is cancelled at the server when the reader leaves early', async () => {
    const { server, log } = on();
    server.onRead = (_, call) => void call.write(eventResponse(0));
    for (let n = 0; n < 300; n++) {
      for await (const first of log.readStream(STREAM)) {
        expect(first.revision).toBe(0);
        break;
      }
    }
    // More than once where an answer was late.
    expect(server.readCalls).toBeGreaterThanOrEqual(300);
    await eventually(() => server.open.size === 0);
  });
});
