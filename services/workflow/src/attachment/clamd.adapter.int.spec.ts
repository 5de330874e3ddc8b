import { createServer, type AddressInfo, type Server } from 'node:net';
import { scanWithClamd } from './clamd.adapter';

/** Gives this answer to every stream, once all of it is there; none: it never answers. */
let answer: string | undefined;
let received: Buffer;
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((socket) => {
    const pieces: Buffer[] = [];
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      pieces.push(piece);
      received = Buffer.concat(pieces);
      if (answer !== undefined && received.subarray(-4).equals(Buffer.alloc(4))) socket.end(`${answer}\0`);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

async function* pieces() {
  yield await Promise.resolve(Buffer.from('one'));
  yield Buffer.from('three');
}
const scan = (more: { url?: string; timeoutMs?: number } = {}) =>
  scanWithClamd(pieces(), { url, timeoutMs: 2_000, ...more });

it('sends each piece after its length, and an empty one at the end', async () => {
  answer = 'stream: OK';
  expect(await scan()).toBe('clean');
  const expected = 'zINSTREAM\0\0\0\0\u0003one\0\0\0\u0005three\0\0\0\0';
  expect(received.toString('latin1')).toBe(expected);
});

it('says that a file is infected', async () => {
  answer = 'stream: Eicar-Signature FOUND';
  expect(await scan()).toBe('infected');
});

it.each([
  ['gives another answer', 'INSTREAM size limit exceeded. ERROR', {}],
  ['closes without one', '', {}],
  ['does not answer in time', undefined, { timeoutMs: 50 }],
  ['is not there', 'stream: OK', { url: 'tcp://127.0.0.1:1' }],
])('takes no file while the scanner %s', async (_, given, more) => {
  answer = given;
  await expect(scan(more)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
});
