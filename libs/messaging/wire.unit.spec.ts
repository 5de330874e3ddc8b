import { type Msg, MsgHdrsImpl } from '@nats-io/nats-core/internal';
import fc from 'fast-check';
import { DomainError, ERRORS, type ErrorCode } from '#contracts/errors';
import { positionOf } from '#libs/event-log';
import { kitchenContext } from './testing/kitchen.fixture';
import { rejectionOf } from './testing/refusal.fixture';
import { readBody, readHeaders, readReply, writeError, writeHeaders, writeReply } from './wire';

const message = (body: Uint8Array | string) => ({ data: Buffer.from(body as string) }) as never as Msg;
/** The headers as the receiver gets them from the broker. */
const sent = (given: ReturnType<typeof writeHeaders>) =>
  MsgHdrsImpl.decode((given as never as { encode(): Uint8Array }).encode());

describe('the headers of a request', () => {
  const visible = fc.stringMatching(/^[\x21-\x7e]{1,200}$/);
  const line = fc.string({ unit: 'grapheme', maxLength: 100 }).filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text));

  it('are read as they were written', () => {
    const contexts = fc.record(
      {
        requestId: visible,
        correlationId: visible,
        causationId: visible,
        commandId: fc.uuid(),
        ip: fc.ipV6(),
        userAgent: line,
        ifMatch: visible,
        ifNoneMatch: visible,
      },
      { requiredKeys: ['requestId', 'correlationId', 'causationId', 'commandId'] },
    );
    fc.assert(
      fc.property(contexts, fc.option(fc.bigInt({ min: 0n, max: 10n ** 18n }), { nil: undefined }), (given, place) => {
        const waitFor = place === undefined ? undefined : positionOf(1, place);
        const context = kitchenContext({ ...given, deadline: 1_769_851_800_000 });
        expect(readHeaders(sent(writeHeaders(context, 'a.b.c', waitFor)))).toEqual({
          token: 'a.b.c',
          deadline: context.deadline,
          ...(waitFor && { waitFor }),
          circumstances: { ...given, now: context.now },
        });
      }),
    );
  });

  it.each([
    ['an id with a line break', { requestId: 'a\nb' }],
    ['an id that is too long', { correlationId: 'x'.repeat(201) }],
    ['a command id that is no UUID', { commandId: 'x' }],
    ['a command id of an unknown version', { commandId: '0197a3c4-5d6e-0f80-9a1b-2c3d4e5f6071' }],
    ['a command id of another variant', { commandId: '0197a3c4-5d6e-4f80-1a1b-2c3d4e5f6071' }],
    ['a time that does not exist', { now: '2026-02-30T25:00:00.000Z' }],
    ['a time in another form', { now: '2026-02-03' }],
    ['an address that is none', { ip: '127.0.0.1; DROP TABLE' }],
    ['half a character', { userAgent: '\ud800' }],
    ['a control character', { userAgent: 'a\u0000b' }],
    ['a value that is not text', { requestId: 7 as never }],
  ])('are refused for %s', async (_, more) => {
    const written = sent(writeHeaders(kitchenContext(more), 'a'));
    const error = await rejectionOf(Promise.resolve().then(() => readHeaders(written)));
    expect(error.code).toBe('VALIDATION_FAILED');
  });

  it('may be missing', () => {
    expect(readHeaders(undefined)).toEqual({ token: '', circumstances: {} });
  });

  it('leave out a trace that cannot be read', () => {
    for (const traceparent of [
      'x',
      `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`,
    ]) {
      expect(readHeaders(sent(writeHeaders(kitchenContext({ traceparent }), 'a'))).traceparent).toBeUndefined();
    }
  });
});

describe('a reply', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (answer, stale) => {
        const reply = { answer: JSON.parse(JSON.stringify(answer)) as unknown, stale };
        expect(readReply(message(writeReply(reply)))).toEqual(reply);
      }),
    );
  });

  it('that is a refusal is thrown, for every existing code', async () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const error = new DomainError(code, 'why', { a: 1, b: null }, [{ pointer: '/x', code: 'Y', message: 'z' }]);
      const thrown = await rejectionOf(Promise.resolve().then(() => readReply(message(writeError(error)))));
      const { kind, message: sentence, details, fields } = error;
      expect(thrown).toMatchObject({ code, kind, message: sentence, details, fields, stale: false });
    }
  });

  it('that is a refusal tells whether it was made with less data than the request asked for', async () => {
    const error = new DomainError('NOT_FOUND');
    error.stale = true;
    const thrown = await rejectionOf(Promise.resolve().then(() => readReply(message(writeError(error)))));
    expect(thrown).toMatchObject({ code: 'NOT_FOUND', stale: true });
  });

  it('with a code of a later release is INTERNAL, and names it', async () => {
    const body = JSON.stringify({ error: { code: 'TOO_NEW', kind: 'rule', message: 'm', details: {}, fields: [] } });
    const thrown = await rejectionOf(Promise.resolve().then(() => readReply(message(body))));
    expect(thrown).toMatchObject({ code: 'INTERNAL', details: { unknownCode: 'TOO_NEW' } });
  });

  it.each(['', 'null', '7', '"text"', '{"answer"'])('that is %j is INTERNAL', async (body) => {
    const thrown = await rejectionOf(Promise.resolve().then(() => readReply(message(body))));
    expect(thrown.code).toBe('INTERNAL');
  });
});

describe('the body of a request', () => {
  it('may be any JSON', () => {
    expect(readBody(message('{"a":[null]}'))).toEqual({ a: [null] });
    expect(readBody(message('null'))).toBeNull();
  });
});
