import { scanWithClamd } from './clamd.adapter';
import { Clamd } from './clamd.fixture';

let clamd: Clamd;
beforeAll(async () => {
  clamd = await Clamd.open();
});
afterAll(() => clamd.close());

async function* pieces() {
  yield await Promise.resolve(Buffer.from('one'));
  yield Buffer.from('three');
}
const scan = (more: { url?: string; timeoutMs?: number } = {}) =>
  scanWithClamd(pieces(), { url: clamd.url, timeoutMs: 2_000, ...more });

it('sends each piece after its length, and an empty one at the end', async () => {
  clamd.answer = 'stream: OK';
  expect(await scan()).toBe('clean');
  const expected = 'zINSTREAM\0\0\0\0\u0003one\0\0\0\u0005three\0\0\0\0';
  expect(clamd.received.toString('latin1')).toBe(expected);
});

it('says that a file is infected', async () => {
  clamd.answer = 'stream: Eicar-Signature FOUND';
  expect(await scan()).toBe('infected');
});

it.each([
  ['gives another answer', 'INSTREAM size limit exceeded. ERROR', {}],
  ['closes without one', '', {}],
  ['does not answer in time', undefined, { timeoutMs: 50 }],
  ['is not there', 'stream: OK', { url: 'tcp://127.0.0.1:1' }],
])('takes no file while the scanner %s', async (_, given, more) => {
  clamd.answer = given;
  await expect(scan(more)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
});
