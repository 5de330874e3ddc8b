import { createConnection } from 'node:net';
import { eventually } from '#libs/testing/eventually';
import { RawClient } from '#libs/testing/raw-client';
import { BrokerServer } from './broker';
import type { BrokerOptions } from './options';

const users = [
  { user: 'any', password: 'top secret' },
  { user: 'limited', password: 'also secret', permissions: { publish: { allow: ['a'] } } },
];
const login = (user: string, pass: string) =>
  `CONNECT ${JSON.stringify({ user, pass, verbose: false, pedantic: false })}\r\n`;

describe('the embedded broker', () => {
  let broker: BrokerServer;
  let log: string[];
  const clients: RawClient[] = [];

  async function start(options: Partial<BrokerOptions> = {}): Promise<number> {
    log = [];
    broker = new BrokerServer({ users, log: (line) => log.push(line), ...options });
    return broker.listen();
  }
  async function open(port: number, credentials = login('any', 'top secret')): Promise<RawClient> {
    const client = await RawClient.open(port);
    clients.push(client);
    client.say(credentials);
    return client;
  }
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await broker.close();
  });

  it('introduces itself as clients of nats-server expect', async () => {
    const port = await start({ limits: { maxPayload: 2_000 } });
    const client = await open(port);
    const info = JSON.parse(client.heard.slice('INFO '.length)) as Record<string, unknown>;
    expect(info).toMatchObject({
      proto: 1,
      headers: true,
      auth_required: true,
      max_payload: 2_000,
      port,
      client_ip: '127.0.0.1',
    });
    expect(info['version']).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('announces that it is going, and lets every client read its waiting messages', async () => {
    const port = await start();
    const listener = await open(port);
    listener.say('SUB a 1\r\n');
    expect(await listener.isInStep()).toBe(true);
    const publisher = await open(port);
    publisher.say('PUB a 5\r\nhello\r\n'.repeat(1_000));
    expect(await publisher.isInStep()).toBe(true);
    await broker.close();
    await listener.ends();
    expect(listener.heard.match(/MSG a 1 5\r\nhello\r\n/g)).toHaveLength(1_000);
    expect(listener.heard).toMatch(/INFO \{.*"ldm":true.*\}\r\n$/);
    await expect(RawClient.open(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('does not wait for ever for a client that does not hang up', async () => {
    const port = await start();
    const stubborn = createConnection({ port, host: '127.0.0.1', allowHalfOpen: true });
    await eventually(() => broker.connectionCount === 1);
    await broker.close();
    expect(broker.connectionCount).toBe(0);
    stubborn.destroy();
  });

  it('logs what an operator should see, and no password and no payload', async () => {
    const port = await start({ limits: { maxPending: 1_100_000 } });
    const intruder = await open(port, login('any', 'a wrong guess'));
    await intruder.ends();
    const limited = await open(port, login('limited', 'also secret'));
    limited.say('PUB b 9\r\nvery dear\r\n');
    await limited.hears('-ERR');
    const slow = await open(port);
    slow.say('SUB flood 1\r\n');
    expect(await slow.isInStep()).toBe(true);
    slow.socket.pause();
    const publisher = await open(port);
    await eventually(async () => {
      publisher.say(`PUB flood 1000000\r\n${'x'.repeat(1_000_000)}\r\n`);
      await publisher.isInStep();
      return log.some((line) => line.includes('slow consumer'));
    });
    expect(log[0]).toBe('client 1: Authorization Violation');
    expect(log[1]).toBe('client 2 (limited): Permissions Violation for Publish to "b"');
    expect(log.find((line) => line.includes('slow'))).toMatch(
      /^client 3 \(any\) is a slow consumer: more than 1100000/,
    );
    expect(log.join('\n')).not.toMatch(/secret|guess|dear/);
  });

  it('forgets everything about a client that has gone', async () => {
    const port = await start();
    for (let each = 0; each < 50; each++) {
      const client = await open(port);
      client.say(`SUB a.${each} 1\r\nSUB a.> group 2\r\n`);
      expect(await client.isInStep()).toBe(true);
      client.close();
    }
    await eventually(() => broker.connectionCount === 0);
    expect(broker.subscriptionsTo('a.7')).toBe(0);
  });

  it('is not made with invalid options', () => {
    const bad = [{ user: 'x', password: 'y', permissions: { publish: { allow: ['a..b'] } } }];
    expect(() => new BrokerServer({ users: bad })).toThrow('not a subject pattern: a..b');
    expect(() => new BrokerServer({ users, limits: { maxPayload: 2, maxPending: 1 } })).toThrow('maxPending');
  });
});
