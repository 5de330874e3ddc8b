import { eventually } from '#libs/testing/eventually';
import type { SubscriptionMessage } from '../event-log';
import { positionOf, START } from '../position';
import { beginning, CAUGHT_UP, eventResponse, HANDLER_FAILED, stage } from './testing/scripted-server.fixture';

const UNAVAILABLE = 14;
const ABORTED = 10;

/** More than a subscription reads ahead of its consumer. */
const EVENTS = 5_000;

const on = stage();

async function take(messages: AsyncIterable<SubscriptionMessage>, count: number): Promise<(number | string)[]> {
  const taken: (number | string)[] = [];
  for await (const message of messages) {
    taken.push(message.kind === 'event' ? message.event.revision : message.kind);
    if (taken.length === count) break;
  }
  return taken;
}

/** From the first event through the one of a revision: on a slow machine the first connection is made twice. */
async function takeThrough(
  messages: AsyncIterable<SubscriptionMessage>,
  revision: number,
): Promise<(number | string)[]> {
  const taken: (number | string)[] = [];
  for await (const message of messages) {
    if (message.kind === 'event') taken.push(message.event.revision);
    else if (taken.length > 0) taken.push(message.kind);
    if (taken.at(-1) === revision) break;
  }
  return taken;
}

/** The revisions of the next events, without `caughtUp`. */
async function takeEvents(messages: AsyncIterator<SubscriptionMessage>, count: number): Promise<number[]> {
  const taken: number[] = [];
  while (taken.length < count) {
    const next = await messages.next();
    if (next.done) break;
    if (next.value.kind === 'event') taken.push(next.value.event.revision);
  }
  await messages.return?.();
  return taken;
}

/** The figure, once it no longer changes. */
async function settled(figure: () => number): Promise<number> {
  let before = -1;
  await eventually(
    () => {
      const unchanged = figure() === before;
      before = figure();
      return unchanged;
    },
    { everyMs: 200 },
  );
  return before;
}

describe('a subscription to EventStoreDB', () => {
  it.each([
    ['drops a consumer that is too slow', ABORTED],
    ['goes away', UNAVAILABLE],
    ['forgets it', 2],
  ])('is begun anew after the last event when the server %s', async (_, code) => {
    const { server, log } = on();
    const begun: (number | undefined)[] = [];
    server.onRead = (request, call) => {
      const n = begun.push(beginning(request));
      call.write(eventResponse(2 * n - 1));
      call.write(CAUGHT_UP);
      call.write(eventResponse(2 * n), () => {
        if (n < 3) call.emit('error', { code, details: 'Consumer too slow to handle event while live.' });
      });
    };
    const expected = [1, 'caughtUp', 2, 'reconnected', 3, 'caughtUp', 4, 'reconnected', 5, 'caughtUp', 6];
    await expect(takeThrough(log.subscribe(), 6)).resolves.toEqual(expected);
    expect(begun).toEqual([undefined, 200, 400]);
  });

  it('reports that the log has to be looked at when the server finds no record at its position', async () => {
    const { server, log } = on();
    server.onRead = (_, call) => {
      if (server.readCalls === 1) return void call.emit('error', HANDLER_FAILED);
      call.write(eventResponse(3));
    };
    const messages = log.subscribe({ after: positionOf(1, 150) });
    await expect(take(messages, 3)).resolves.toEqual(['reconnected', 'reconnected', 3]);
  });

  it('yields each event once, even when the server repeats some', async () => {
    const { server, log } = on();
    server.onRead = (_, call) => {
      for (const n of [2, 3, 3, 2, 4]) call.write(eventResponse(n));
    };
    await expect(take(log.subscribe({ after: positionOf(1, 200) }), 2)).resolves.toEqual([3, 4]);
  });

  it('reads everything when the position is of an earlier epoch', async () => {
    const { server, log } = on();
    const begun: (number | undefined)[] = [];
    server.onRead = (request, call) => {
      begun.push(beginning(request));
      call.write(eventResponse(1));
    };
    await expect(take(log.subscribe({ after: positionOf(0, 900) }), 1)).resolves.toEqual([1]);
    expect(begun).toEqual([undefined]);
  });

  it('reports that it has caught up with an empty log', async () => {
    const { server, log } = on();
    server.onRead = (_, call) => void call.write(CAUGHT_UP);
    for await (const message of log.subscribe()) {
      expect(message).toEqual({ kind: 'caughtUp', position: START });
      break;
    }
  });

  it('moves to another connection when a server accepts it and sends nothing', async () => {
    const { server, log } = on();
    server.onRead = (_, call) => {
      if (server.readCalls === 2) call.write(CAUGHT_UP);
    };
    await expect(take(log.subscribe(), 1)).resolves.toEqual(['caughtUp']);
  });

  it('waits without limit once it is live', async () => {
    const { server, log } = on();
    server.onRead = (_, call) => {
      call.write(CAUGHT_UP);
      setTimeout(() => call.write(eventResponse(1)), 2_000);
    };
    await expect(take(log.subscribe(), 2)).resolves.toEqual(['caughtUp', 1]);
    expect(server.readCalls).toBe(1);
  });

  it('holds the server back while it reads the history for a slow consumer', async () => {
    const { server, log } = on();
    let written = 0;
    server.onRead = (_, call) => {
      const write = () => {
        while (written < EVENTS && call.write(eventResponse((written += 1)))) continue;
        if (written < EVENTS) call.once('drain', write);
      };
      write();
    };
    const messages = log.subscribe()[Symbol.asyncIterator]();
    await messages.next();
    const held = await settled(() => written);
    expect(held).toBeLessThan(EVENTS);
    const seen = await takeEvents(messages, EVENTS - 1);
    expect(seen).toEqual(Array.from({ length: EVENTS - 1 }, (_, n) => n + 2));
    expect(server.readCalls).toBe(1);
  });

  it('once live, gives a slow consumer what fits its queue, ends the call, and begins anew without a gap', async () => {
    const { server, log } = on();
    const begun: number[] = [];
    server.onRead = (request, call) => {
      const first = (beginning(request) ?? 0) / 100 + 1;
      begun.push(first);
      call.write(CAUGHT_UP);
      for (let n = first; n <= EVENTS; n++) call.write(eventResponse(n));
    };
    const messages = log.subscribe()[Symbol.asyncIterator]();
    await messages.next();
    await eventually(() => server.open.size === 0);
    const seen = await takeEvents(messages, EVENTS);
    expect(seen).toEqual(Array.from({ length: EVENTS }, (_, n) => n + 1));
    expect(begun.length).toBeGreaterThan(1);
    expect(begun[1]).toBeLessThan(1_100);
  });

  it('ends, without an error, when its signal is aborted or the log is closed', async () => {
    const { server, log } = on();
    server.onRead = (_, call) => void call.write(CAUGHT_UP);
    const stop = new AbortController();
    const seen: string[] = [];
    const follow = async (name: string, messages: AsyncIterable<SubscriptionMessage>) => {
      for await (const { kind } of messages) seen.push(`${name} ${kind}`);
    };
    const stopped = follow('stopped', log.subscribe({ signal: stop.signal }));
    const closed = follow('closed', log.subscribe());
    await eventually(() => seen.length === 2);
    stop.abort();
    await stopped;
    await log.close();
    await closed;
    expect(seen.toSorted()).toEqual(['closed caughtUp', 'stopped caughtUp']);
    await eventually(() => server.open.size === 0);
  });

  it('is cancelled at the server when the consumer leaves', async () => {
    const { server, log } = on();
    server.onRead = (_, call) => void call.write(eventResponse(1));
    for (let n = 0; n < 300; n++) await take(log.subscribe(), 1);
    expect(server.readCalls).toBe(300);
    await eventually(() => server.open.size === 0);
  });
});
