import fc from 'fast-check';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { withLogContext } from './log-context';
import { type LogLevel, createLogger, logDestination } from './logger';

function logged(write: (logger: ReturnType<typeof createLogger>) => void, level: LogLevel = 'info') {
  const lines: string[] = [];
  write(createLogger({ level, to: { write: (line: string) => lines.push(line) } }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('writes one JSON object per line, with a level in words and a time in UTC', () => {
  const [line] = logged((logger) => logger.info({ stream: 'a' }, 'appended'));
  expect(line).toMatchObject({ level: 'info', msg: 'appended', stream: 'a' });
  expect(line?.['time']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(line).not.toHaveProperty('pid');
});

it('gives every line the ids of its request, over awaits, and keeps requests apart', async () => {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({
    level: 'info',
    to: { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) },
  });
  const request = (requestId: string) =>
    withLogContext({ requestId, correlationId: `c-${requestId}`, traceId: 't' }, async () => {
      await setImmediate();
      await withLogContext({ tenantId: 'acme' }, async () => {
        await setImmediate();
        logger.info(requestId);
      });
    });
  await Promise.all([request('one'), request('two')]);
  logger.info('none');
  expect(
    lines.map(({ msg, requestId, correlationId, traceId, tenantId }) => [
      msg,
      requestId,
      correlationId,
      traceId,
      tenantId,
    ]),
  ).toEqual([
    ['one', 'one', 'c-one', 't', 'acme'],
    ['two', 'two', 'c-two', 't', 'acme'],
    ['none', undefined, undefined, undefined, undefined],
  ]);
});

describe('never writes', () => {
  const SECRET = 'S3cret-Value';

  it.each([
    ['the address of a calendar feed', { note: `GET /calendar/${SECRET}-of-32-characters.ics failed` }],
    ['password', { password: SECRET }],
    ['a password further in', { body: { user: { credentials: [{ newPassword: SECRET }] } } }],
    ['a name spelt another way', { 'refresh-token': SECRET, Access_Token: SECRET, PASSWORD: SECRET }],
    ['a header', { headers: { authorization: `Bearer ${SECRET}`, 'set-cookie': [SECRET] } }],
    ['a person', { email: SECRET, firstName: SECRET, ip: SECRET, userAgent: SECRET }],
    ['what toJSON gives', { body: { toJSON: () => ({ password: SECRET }) } }],
    ['a value too deep to look at', { a: { b: { c: { d: { e: { f: { g: { plain: SECRET } } } } } } } }],
  ])('the value of %s', (_, object) => {
    const [line] = logged((logger) => logger.info(object, 'happened'));
    expect(JSON.stringify(line)).not.toContain(SECRET);
  });

  const token = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';

  it.each([
    ['an access token', `got ${token}`, token],
    ['a bearer header', 'authorization: Bearer abc.def', 'abc.def'],
    ['an API key', 'key olk_12ab34cd', '12ab34cd'],
    ['an e-mail address', 'no account maria.o’neil+x@mail.example.org here', 'mail.example.org'],
    ['the password of an address', 'cannot reach postgresql://opsledger:pa55@127.0.0.1:5432/db', 'pa55'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMIGH\nAgEA\n-----END PRIVATE KEY-----', 'MIGH'],
    ['a private key that is cut off', '-----BEGIN EC PRIVATE KEY-----\nMIGH', 'MIGH'],
  ])('%s in a message, an error or a field', (_, text, secret) => {
    const error = new Error(text, { cause: new TypeError(text) });
    const lines = logged((logger) => {
      logger.info(text);
      logger.error({ err: error }, 'failed');
      logger.warn({ detail: { inner: text } });
    });
    expect(lines).toHaveLength(3);
    expect(JSON.stringify(lines)).not.toContain(secret);
  });

  it("the values of rows in a database's error", () => {
    const error = Object.assign(new Error('duplicate key'), { code: '23505', detail: `Key (x)=(${SECRET}) exists` });
    const [line] = logged((logger) => logger.error({ err: error }, 'failed'));
    expect(line?.['err']).toMatchObject({ type: 'Error', message: 'duplicate key', code: '23505' });
    expect(JSON.stringify(line)).not.toContain(SECRET);
  });
});

it('leaves ordinary values as they are', () => {
  const object = {
    itemNumber: 'A-1',
    quantity: '12.500',
    route: 'POST /api/v1/items/{itemId}',
    ms: 12.5,
    ok: true,
    none: null,
  };
  expect(logged((logger) => logger.info(object))[0]).toMatchObject(object);
});

it('writes a readable line for any logged value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.anything({ withDate: true }), (text, value) => {
      const [line] = logged((logger) =>
        logger.info({ text, value, err: new Error(text) }, `${text} maria@example.org`),
      );
      expect(line?.['msg']).toMatch(/\[redacted\]$/);
    }),
  );
});

it('writes nothing below its level', () => {
  expect(logged((logger) => logger.info('x'), 'warn')).toEqual([]);
});

it('outlives a disk without room, says so once, and then logs how many lines were lost', async () => {
  // Every write to it fails with ENOSPC; only Linux has it.
  if (!existsSync('/dev/full')) return;
  const folder = await mkdtemp(join(tmpdir(), 'opsledger-log-'));
  const to = logDestination('/dev/full');
  await once(to, 'ready');
  const told: string[] = [];
  const logger = createLogger({ level: 'info', to, onLoss: (sentence) => told.push(sentence) });
  for (let count = 0; count < 500; count++) logger.info({ filler: 'x '.repeat(500) }, 'too much');
  expect(told).toEqual(['Log lines cannot be written (ENOSPC); OpsLedger goes on without.']);
  to.reopen(join(folder, 'log'));
  await once(to, 'ready');
  logger.info('there is room again');
  await once(to, 'drain');
  await setImmediate();
  const lines = (await readFile(join(folder, 'log'), 'utf8')).trim().split('\n');
  const parsed = lines.map((line) => JSON.parse(line) as { msg: string; lost?: number });
  const kept = parsed.filter(({ msg }) => msg === 'too much').length;
  expect(kept).toBeGreaterThan(0);
  expect(parsed.find(({ lost }) => lost !== undefined)).toMatchObject({ level: 'error', lost: 500 - kept });
  expect(parsed.map(({ msg }) => msg)).toContain('there is room again');
  to.destroy();
  await rm(folder, { recursive: true });
});
