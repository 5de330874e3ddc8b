import { randomBytes } from 'node:crypto';
import { describeOnBrokers, type TestBroker } from '#libs/testing/brokers';
import { eventually } from '#libs/testing/eventually';
import { RawClient } from '#libs/testing/raw-client';
import type { BrokerLimits } from './options';

const users = [{ user: 'any', password: 'secret' }];
const LOGIN = 'CONNECT {"user":"any","pass":"secret","verbose":false,"pedantic":false,"headers":true}\r\n';

describeOnBrokers('a broker keeps to its limits', (kind) => {
  let broker: TestBroker | undefined;
  const clients: RawClient[] = [];

  async function start(limits: Partial<BrokerLimits> = {}): Promise<TestBroker> {
    broker = await kind.start(users, limits);
    return broker;
  }
  async function open({ port }: TestBroker, login = LOGIN): Promise<RawClient> {
    const client = await RawClient.open(port);
    clients.push(client);
    client.say(login);
    return client;
  }
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await broker?.stop();
    broker = undefined;
  });

  it('cuts off a consumer that does not read, and nobody else, once too much waits for it', async () => {
    const running = await start({ maxPending: 2_000_000, writeDeadlineMs: 2_000 });
    const slow = await open(running);
    const quick = await open(running);
    const publisher = await open(running);
    for (const client of [slow, quick]) {
      client.say('SUB flood 1\r\n');
      expect(await client.isInStep()).toBe(true);
    }
    slow.socket.pause();
    const message = `PUB flood 100000\r\n${'x'.repeat(100_000)}\r\n`;
    // The kernel's own buffers take some megabytes before anything waits in the broker.
    const sent = 300;
    for (let each = 0; each < sent; each++) {
      publisher.say(message);
      if (each % 10 === 0) expect(await publisher.isInStep()).toBe(true);
    }
    await eventually(() => quick.heard.length >= sent * 100_000, { timeoutMs: 20_000 });
    slow.socket.resume();
    await slow.ends();
    expect(slow.heard.length).toBeLessThan(sent * 100_000);
    expect(await publisher.isInStep()).toBe(true);
    expect(await quick.isInStep()).toBe(true);
  });

  it('cuts off a consumer whose write does not end in time', async () => {
    const running = await start({ writeDeadlineMs: 300 });
    const slow = await open(running);
    const publisher = await open(running);
    slow.say('SUB flood 1\r\n');
    expect(await slow.isInStep()).toBe(true);
    slow.socket.pause();
    const message = `PUB flood 1000000\r\n${'x'.repeat(1_000_000)}\r\n`;
    for (let each = 0; each < 20; each++) {
      publisher.say(message);
      expect(await publisher.isInStep()).toBe(true);
    }
    // A client that does not read learns of its end when it writes.
    await eventually(() => {
      slow.say('PING\r\n');
      return slow.closed || slow.socket.errored !== null;
    });
    expect(await publisher.isInStep()).toBe(true);
  });

  it('drops a client that does not authenticate in time', async () => {
    const running = await start({ authTimeoutMs: 200 });
    const client = await open(running, '');
    await client.ends();
    expect(client.transcript).toBe("-ERR 'Authentication Timeout'\r\n");
  });

  it('pings a silent client, and drops one that does not answer', async () => {
    const running = await start({ pingIntervalMs: 100, maxPingsOut: 2 });
    const dead = await open(running);
    const alive = await open(running);
    const answering = setInterval(() => {
      if (!alive.closed) alive.say('PONG\r\n');
    }, 20);
    try {
      await dead.ends();
      expect(dead.heard.match(/^PING\r\n/gm)?.length).toBeGreaterThanOrEqual(1);
      expect(dead.transcript).toBe("-ERR 'Stale Connection'\r\n");
      expect(await alive.isInStep()).toBe(true);
    } finally {
      clearInterval(answering);
    }
  });

  it('refuses one connection too many, and accepts it when another has gone', async () => {
    const running = await start({ maxConnections: 2 });
    const first = await open(running);
    const second = await open(running);
    expect(await first.isInStep()).toBe(true);
    expect(await second.isInStep()).toBe(true);
    const third = await open(running, '');
    await third.ends();
    expect(third.transcript).toBe("-ERR 'maximum connections exceeded'\r\n");
    first.close();
    await eventually(async () => {
      const again = await open(running);
      return again.isInStep();
    });
  });

  it('carries a message of the largest size, and every byte value, unchanged', async () => {
    const running = await start();
    const client = await open(running);
    const payload = randomBytes(1024 * 1024).toString('latin1');
    client.say(`SUB big 1\r\nPUB big ${payload.length}\r\n${payload}\r\n`);
    expect(await client.isInStep()).toBe(true);
    expect(client.transcript === `MSG big 1 ${payload.length}\r\n${payload}\r\nPONG\r\n`).toBe(true);
  });

  it('reads the same in any fragments of the network', async () => {
    const running = await start();
    const speech = (to: string) =>
      `SUB ${to}.* 1\r\nPUB ${to}.a r 3\r\nabc\r\nHPUB ${to}.b 12 14\r\nNATS/1.0\r\n\r\nhi\r\nPING\r\nUNSUB 1\r\n`;
    const boundaries = Array.from({ length: speech('t000').length - 1 }, (_, index) => index + 1);
    // Fewer at once than may be about to connect.
    for (let at = 0; at < boundaries.length; at += 25) {
      await Promise.all(
        boundaries.slice(at, at + 25).map(async (boundary) => {
          const to = `t${String(boundary).padStart(3, '0')}`;
          const said = speech(to);
          const expected = `MSG ${to}.a 1 r 3\r\nabc\r\nHMSG ${to}.b 1 12 14\r\nNATS/1.0\r\n\r\nhi\r\nPONG\r\n`;
          const client = await open(running);
          expect(await client.isInStep()).toBe(true);
          const before = client.transcript;
          client.say(said.slice(0, boundary));
          // After another client's round trip the first piece has been read.
          const other = await open(running);
          expect(await other.isInStep()).toBe(true);
          client.say(said.slice(boundary));
          await eventually(() => client.transcript === before + expected);
        }),
      );
    }
  });

  it('gives each message to one member of a queue group, at random, across its wildcards', async () => {
    const running = await start();
    const listener = await open(running);
    listener.say('SUB job.a workers 1\r\nSUB job.* workers 2\r\nSUB job.> workers 3\r\nSUB > others 4\r\n');
    expect(await listener.isInStep()).toBe(true);
    const publisher = await open(running);
    publisher.say('PUB job.a 1\r\nx\r\n'.repeat(900));
    expect(await publisher.isInStep()).toBe(true);
    expect(await listener.isInStep()).toBe(true);
    const takenBy = (sid: number) => listener.heard.split(`MSG job.a ${sid} `).length - 1;
    expect(takenBy(1) + takenBy(2) + takenBy(3)).toBe(900);
    expect(takenBy(4)).toBe(900);
    // A third each: below 200 of 900 would happen once in 10^13 runs.
    for (const sid of [1, 2, 3]) expect(takenBy(sid)).toBeGreaterThan(200);
  });

  it('is unaffected by clients that send garbage or leave in the middle of a word', async () => {
    const running = await start();
    const listener = await open(running);
    listener.say('SUB ok 1\r\n');
    expect(await listener.isInStep()).toBe(true);
    for (let each = 0; each < 100; each++) {
      const client = await open(running, each % 3 === 0 ? '' : LOGIN);
      client.say(randomBytes(1 + ((each * 37) % 2_000)).toString('latin1'));
      if (each % 2 === 0) client.close();
      else client.say('PUB ok 100\r\nhalf');
    }
    const publisher = await open(running);
    publisher.say('PUB ok 3\r\nyes\r\n');
    await listener.hears('MSG ok 1 3\r\nyes\r\n');
  });
});
