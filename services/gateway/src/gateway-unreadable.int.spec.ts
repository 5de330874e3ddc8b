import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { CreateItem } from '#contracts/inventory/create-item';
import { ListItems } from '#contracts/inventory/list-items';
import { brokerAtHand } from '#libs/testing/brokers';
import { TestGateway } from './gateway.fixture';
import type { Problem } from './http/problem';

const HOST = 'Host: opsledger.test\r\n';

describe('an unreadable request', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.on(brokerAtHand());
  });
  afterAll(() => gateway.close());

  /** Everything received until the connection ends. */
  async function say(bytes: string): Promise<string> {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.write(bytes, 'latin1');
    return text(socket);
  }

  const answersIn = (heard: string) =>
    heard.split(/(?=HTTP\/1\.1 \d)/).map((answer) => {
      const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
      const [status = '', ...headers] = head.split('\r\n');
      return { status: Number(status.split(' ')[1]), headers: headers.map((line) => line.toLowerCase()), body };
    });

  it('ends nothing but its connection where that is reset before the answer is taken', async () => {
    for (const bytes of [`CONNECT elsewhere:443 HTTP/1.1\r\n${HOST}\r\n`, 'HELLO\r\n\r\n']) {
      const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(bytes);
      await once(socket, 'data');
      socket.resetAndDestroy();
      await once(socket, 'close');
    }
    expect((await gateway.request('/health/live')).status).toBe(200);
  });

  it.each([
    ['headers that are too large', `GET /health/live HTTP/1.1\r\n${HOST}X-Large: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
    ['an address that is too long', `GET /api/v1/items?q=${'x'.repeat(40_000)} HTTP/1.1\r\n${HOST}\r\n`, 431],
    ['no request line', `HELLO\r\n\r\n`, 400],
    ['an unknown method', `FETCH /api/v1/items HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['a space in the address', `GET /api/v1/it ems HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['another protocol', `GET /health/live HTTP/9.9\r\n${HOST}\r\n`, 400],
    [
      'two lengths',
      `POST /api/v1/items HTTP/1.1\r\n${HOST}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
      400,
    ],
    ['a line feed in a header', `GET /health/live HTTP/1.1\r\n${HOST}X-Request-Id: a\rSet-Cookie: b\r\n\r\n`, 400],
    ['a NUL in a header', `GET /health/live HTTP/1.1\r\n${HOST}X-Request-Id: a\0b\r\n\r\n`, 400],
    ['no host', 'GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['a tunnel', `CONNECT elsewhere:443 HTTP/1.1\r\n${HOST}\r\n`, 400],
    [
      'a chunk without a length',
      `POST /api/v1/auth/login HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n`,
      400,
    ],
  ])('is answered with a problem: %s', async (_what, bytes, status) => {
    gateway.logged.length = 0;
    const [answer, ...more] = answersIn(await say(bytes));
    expect(more).toEqual([]);
    expect(answer?.status).toBe(status);
    expect(answer?.headers).toEqual(
      expect.arrayContaining([
        'content-type: application/problem+json; charset=utf-8',
        'x-content-type-options: nosniff',
        expect.stringMatching(/^x-request-id: [0-9a-f-]{36}$/),
        'connection: close',
      ]),
    );
    const problem = JSON.parse(answer?.body ?? '') as Problem;
    expect(problem).toMatchObject({ status, code: status === 431 ? 'HEADERS_TOO_LARGE' : 'VALIDATION_FAILED' });
    expect(problem.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(gateway.logged.map((line) => JSON.parse(line) as object)).toMatchObject([
      { status, traceId: problem.traceId },
    ]);
    expect(gateway.logged.join('')).not.toMatch(/xxx|FETCH/);
  });

  it('is answered after the request before it', async () => {
    const answers = answersIn(await say(`GET /health HTTP/1.1\r\n${HOST}\r\nRUBBISH\r\n\r\n`));
    expect(answers.map(({ status }) => status)).toEqual([200, 400]);
    expect(JSON.parse(answers[0]?.body ?? '')).toMatchObject({ status: 'ok' });
  });

  it('ends a table that is being given after its last line', async () => {
    await gateway.answers(ListItems, ({ payload: { cursor } }) =>
      Promise.resolve({
        answer: { items: [{ id: cursor ?? 'one' }], nextCursor: cursor === undefined ? 'two' : null },
      }),
    );
    const caller = { accountId: randomUUID(), organizationId: randomUUID(), roles: ['admin'] };
    const request = `GET /api/v1/items HTTP/1.1\r\n${HOST}Accept: text/csv\r\nAuthorization: Bearer ${gateway.tokenOf(caller)}\r\n\r\n`;
    const heard = await say(`${request}RUBBISH\r\n\r\n`);
    expect(heard).toMatch(/one,.*\r\n.*two,.*\r\n\r\n0\r\n\r\nHTTP\/1\.1 400 /s);
  });

  describe.each([
    ['two hosts', `GET /health/live HTTP/1.1\r\n${HOST}Host: other.test\r\n\r\n`, 400, 'VALIDATION_FAILED'],
    [
      'a host with blanks',
      'GET /health/live HTTP/1.1\r\nHost: opsledger test\r\nConnection: close\r\n\r\n',
      400,
      'VALIDATION_FAILED',
    ],
    [
      'a coding besides chunked',
      `POST /api/v1/auth/login HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
      501,
      'TRANSFER_CODING_UNKNOWN',
    ],
    [
      'a body that may only be sent once it is asked for',
      `POST /api/v1/items HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n`,
      401,
      'UNAUTHENTICATED',
    ],
    [
      'a body that has not come',
      `POST /api/v1/items HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{`,
      401,
      'UNAUTHENTICATED',
    ],
  ])('with %s', (_what, bytes, status, code) => {
    it('is refused once, with nothing before and nothing after', async () => {
      // A client that is answered ends its side; without that a kept connection would stay open.
      const heard = await say(bytes.replace(HOST, `${HOST}Connection: close\r\n`));
      const [answer, ...more] = answersIn(heard);
      expect(more).toEqual([]);
      expect(answer?.status).toBe(status);
      expect(JSON.parse(answer?.body ?? '')).toMatchObject({ status, code });
      expect(answer?.headers).toContain('connection: close');
    });
  });

  it('that was refused before its body ends its connection, though the client would keep it', async () => {
    const [answer, ...more] = answersIn(
      await say(`POST /api/v1/items HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: 900\r\n\r\n{`),
    );
    expect([answer?.status, more]).toEqual([401, []]);
    expect(answer?.headers).toContain('connection: close');
  });

  it('takes a body in the coding IDENTITY, and asks for one that waits for it', async () => {
    await gateway.answers(CreateItem, () => Promise.resolve({ answer: { id: randomUUID(), revision: 0 } }));
    const caller = { accountId: randomUUID(), organizationId: randomUUID(), roles: ['admin'] };
    const body = JSON.stringify({ itemNumber: 'A-1', name: 'Flour', unit: 'kg' });
    const head =
      `POST /api/v1/items HTTP/1.1\r\n${HOST}Authorization: Bearer ${gateway.tokenOf(caller)}\r\nConnection: close\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
    const coded = answersIn(await say(`${head}Content-Encoding: IDENTITY\r\n\r\n${body}`));
    expect(coded.map(({ status }) => status)).toEqual([201]);
    const waiting = answersIn(await say(`${head}Expect: 100-continue\r\n\r\n${body}`));
    expect(waiting.map(({ status }) => status)).toEqual([100, 201]);
  });

  it('whose body comes slowly is answered once, with 408, and ended, when its time is over', async () => {
    const slow = await TestGateway.on(brokerAtHand(), { arrivalMs: 600 });
    const socket = connect(Number(new URL(slow.url).port), '127.0.0.1');
    const since = performance.now();
    socket.write(
      `POST /api/v1/auth/login HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: 900\r\n\r\n{`,
    );
    const drips = setInterval(() => socket.write(' '), 50);
    try {
      expect(answersIn(await text(socket)).map(({ status }) => status)).toEqual([408]);
      expect(performance.now() - since).toBeGreaterThan(500);
    } finally {
      clearInterval(drips);
      await slow.close();
    }
  });

  it('ignores an unknown expectation', async () => {
    const asked = `GET /health/live HTTP/1.1\r\n${HOST}Expect: wonders\r\nConnection: close\r\n\r\n`;
    expect(answersIn(await say(asked)).map(({ status }) => status)).toEqual([200]);
  });
});
