import type { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb';
import { eventually } from '#libs/testing/eventually';
import { AppendTooLarge, EventTooLarge, InvalidEvent, LogUnavailable, MAX_EVENT_BYTES } from '../event-log';
import { positionOf } from '../position';
import { RefusedByServer } from './faults';
import {
  appendedResponse,
  appendedSomewhere,
  conflictResponse,
  eventResponse,
  errorResponse,
  quickToGiveUp,
  newEvent,
  type ScriptedServer,
  stage,
  STREAM,
} from './testing/scripted-server.fixture';

const UNAVAILABLE = 14;
const NEW = { expected: 'none' } as const;

const on = stage();

/** The part that must not differ between repetitions. */
function essence(request: BatchAppendReq): unknown {
  const options = request.getOptions();
  return {
    expected: options?.hasNoStream() ? 'none' : options?.getStreamPosition(),
    events: request
      .getProposedMessagesList()
      .map((message) => [
        message.getId()?.getString(),
        Buffer.from(message.getData_asU8()).toString(),
        Buffer.from(message.getCustomMetadata_asU8()).toString(),
      ]),
  };
}

function expectRepetitions(server: ScriptedServer): void {
  const [first, ...others] = server.appends.map(essence);
  for (const other of others) expect(other).toEqual(first);
}

describe('an append to EventStoreDB', () => {
  it('is sent again when the server silently drops it, and the first answer counts', async () => {
    const { server, log } = on();
    server.onAppend = (request, call) => {
      if (server.appends.length === 2) call.write(appendedResponse(request, 4, 900));
    };
    const result = await log.append(STREAM, [newEvent('a'), newEvent('b')], { expected: 2 });
    expect(result).toEqual({ outcome: 'appended', revision: 4, position: positionOf(1, 900) });
    expect(server.appends).toHaveLength(2);
    expect(server.appendCalls).toBe(1);
    expectRepetitions(server);
  });

  it('moves to another connection when a server stays silent, with the same ids at the same revision', async () => {
    const { server, log, faults } = on();
    server.onAppend = (request, call) => {
      if (server.appendCalls === 2) call.write(appendedResponse(request, 0, 100));
    };
    await expect(log.append(STREAM, [newEvent()], NEW)).resolves.toMatchObject({ revision: 0 });
    expect(server.appendCalls).toBe(2);
    expectRepetitions(server);
    expect(faults).toEqual([{ operation: 'append', attempt: 1, error: expect.any(Error) as Error }]);
  });

  it('stays on its connection when only one append of many goes unanswered', async () => {
    const { server, log } = on();
    const lost = newEvent('lost');
    server.onAppend = (request, call) => {
      if (JSON.stringify(essence(request)).includes('lost') && server.appends.length < 12) return;
      call.write(appendedResponse(request, 0, 100));
    };
    const slow = log.append(STREAM, [lost], NEW);
    const others = setInterval(() => void log.append(STREAM, [newEvent('other')], NEW), 100);
    await expect(slow).resolves.toMatchObject({ outcome: 'appended' });
    clearInterval(others);
    expect(server.appendCalls).toBe(1);
  });

  it('fails as unavailable, its outcome unknown, when no server answers for long enough', async () => {
    const { server } = on();
    const quick = quickToGiveUp(server);
    const begun = performance.now();
    await expect(quick.append(STREAM, [newEvent()], NEW)).rejects.toThrow(LogUnavailable);
    const took = performance.now() - begun;
    expect(took).toBeGreaterThanOrEqual(1_000);
    expect(took).toBeLessThan(4_000);
    expectRepetitions(server);
    await quick.close();
  });

  it.each([
    ['inside the call', (request: BatchAppendReq) => errorResponse(request, 0, 'Server Is Not Ready')],
    ['as a time-out of the server', (request: BatchAppendReq) => errorResponse(request, 4, 'Timeout')],
    ['without a position', (request: BatchAppendReq) => appendedSomewhere(request, 0)],
  ])('is repeated when the server answers %s', async (_, first) => {
    const { server, log } = on();
    server.onAppend = (request, call) =>
      void call.write(server.appends.length < 4 ? first(request) : appendedResponse(request, 0, 100));
    await expect(log.append(STREAM, [newEvent()], NEW)).resolves.toMatchObject({ revision: 0 });
    expectRepetitions(server);
  });

  it('is repeated when the call ends with code 14', async () => {
    const { server, log } = on();
    server.onAppend = (request, call) => {
      if (server.appendCalls < 4) call.emit('error', { code: UNAVAILABLE, details: 'Server Is Not Ready' });
      else call.write(appendedResponse(request, 0, 100));
    };
    await expect(log.append(STREAM, [newEvent()], NEW)).resolves.toMatchObject({ revision: 0 });
    expectRepetitions(server);
  });

  it('is accepted soon after a server that was away is back', async () => {
    const { server, log, faults } = on();
    server.onAppend = (request, call) => void call.write(appendedResponse(request, 0, 100));
    server.kill();
    const append = log.append(STREAM, [newEvent()], NEW);
    await eventually(() => faults.length >= 5);
    await server.listen();
    const back = performance.now();
    await append;
    expect(performance.now() - back).toBeLessThan(2_000);
  });

  it('that conflicts is answered with what is committed, not with what the server is still writing', async () => {
    const { server, log } = on();
    server.onAppend = (request, call) => void call.write(conflictResponse(request, 7));
    server.onRead = (_, call) => call.write(eventResponse(server.readCalls < 3 ? 5 : 8), () => call.end());
    const conflicting = log.append(STREAM, [newEvent()], { expected: 2 });
    await expect(conflicting).resolves.toEqual({ outcome: 'conflict', actual: 8 });
    expect(server.readCalls).toBe(3);
    expect(server.appends).toHaveLength(1);
  });

  it('is made again when it conflicts with an event that was never written', async () => {
    const { server, log } = on();
    server.onAppend = (request, call) =>
      void call.write(server.appends.length === 1 ? conflictResponse(request, 7) : appendedResponse(request, 6, 700));
    server.onRead = (_, call) => call.write(eventResponse(5), () => call.end());
    await expect(log.append(STREAM, [newEvent()], { expected: 5 })).resolves.toMatchObject({ revision: 6 });
    expectRepetitions(server);
  });

  it('sent twice conflicts only when both copies did, and no copy is under way once it is answered', async () => {
    const { server, log } = on();
    server.onAppend = (request, call) => {
      if (server.appends.length < 2) return;
      call.write(conflictResponse(request, 0));
      setTimeout(() => call.write(appendedResponse(request, 3, 300)), 100);
    };
    server.onRead = (_, call) => call.write(eventResponse(0), () => call.end());
    await expect(log.append(STREAM, [newEvent()], { expected: 2 })).resolves.toMatchObject({ revision: 3 });
  });

  it('is not repeated when the server refuses it', async () => {
    const { server, log } = on();
    server.onAppend = (request, call) => void call.write(errorResponse(request, 7, 'AccessDenied'));
    await expect(log.append(STREAM, [newEvent()], NEW)).rejects.toThrow(RefusedByServer);
    expect(server.appends).toHaveLength(1);
  });

  it('that is invalid is refused by name before anything is sent', async () => {
    const { server, log } = on();
    const tooLarge = newEvent('x'.repeat(MAX_EVENT_BYTES));
    const half = 'x'.repeat(MAX_EVENT_BYTES / 2);
    await expect(log.append(STREAM, [{ ...newEvent(), id: 'not-a-uuid' }], NEW)).rejects.toThrow(InvalidEvent);
    await expect(log.append(STREAM, [], NEW)).rejects.toThrow(InvalidEvent);
    await expect(log.append(STREAM, [newEvent()], { expected: -1 })).rejects.toThrow(InvalidEvent);
    await expect(log.append(STREAM, [tooLarge], NEW)).rejects.toThrow(EventTooLarge);
    await expect(log.append(STREAM, [newEvent(half), newEvent(half)], NEW)).rejects.toThrow(AppendTooLarge);
    expect(server.appends).toHaveLength(0);
  });

  it('under way when the log is closed is finished first; later ones are refused', async () => {
    const { server, log } = on();
    server.onAppend = (request, call) => {
      if (server.appends.length === 2) call.write(appendedResponse(request, 0, 100));
    };
    const append = log.append(STREAM, [newEvent()], NEW);
    await eventually(() => server.appends.length === 1);
    await log.close();
    await expect(append).resolves.toMatchObject({ revision: 0 });
    await expect(log.append(STREAM, [newEvent()], { expected: 0 })).rejects.toThrow(LogUnavailable);
  });

  it('leaves no rejected promise behind when connections are cut under load', async () => {
    const { server, log } = on();
    const unhandled: unknown[] = [];
    const record = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', record);
    const large = 'x'.repeat(200_000);
    const appends = Array.from({ length: 64 }, () => log.append(STREAM, [newEvent(large)], NEW));
    await eventually(() => server.appends.length > 0);
    server.kill();
    server.onAppend = (request, call) => void call.write(appendedResponse(request, 0, 100));
    await server.listen();
    // On a slow machine some give up first, which is an answer too.
    const reasons: unknown[] = [];
    for (const each of await Promise.allSettled(appends)) if (each.status === 'rejected') reasons.push(each.reason);
    expect(reasons.filter((reason) => !(reason instanceof LogUnavailable))).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', record);
    expect(unhandled).toEqual([]);
  });
});
