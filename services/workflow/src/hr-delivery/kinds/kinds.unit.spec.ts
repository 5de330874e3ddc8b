import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import type { RawCall } from '../hr-kind';
import { apiKey } from './api-key.adapter';
import { bamboohr } from './bamboohr.adapter';
import { deel } from './deel.adapter';
import { hibob } from './hibob.adapter';
import { HR_KINDS } from './kinds.adapter';
import { personio } from './personio.adapter';
import { standard } from './standard.adapter';

const NOW = Date.parse('2026-03-29T10:00:00.000Z');
const SECONDS = NOW / 1_000;
const BODY = '{"type":"person.hired"}';
const [SECRET, OTHER] = ['a secret of the HR system', 'another one'];

const call = (headers: RawCall['headers'], body: string | Buffer = BODY): RawCall => ({
  headers,
  body: Buffer.from(body),
});

describe('Standard Webhooks', () => {
  const key = Buffer.alloc(32, 7);
  const shared = `whsec_${key.toString('base64')}`;
  const signed = (timestamp: number | string, { id = 'msg_1', body = BODY, by = key } = {}) =>
    `v1,${createHmac('sha256', by).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  const sent = (signature: string, timestamp: number | string = SECONDS) =>
    call({ 'webhook-id': 'msg_1', 'webhook-timestamp': String(timestamp), 'webhook-signature': signature });

  it('takes one good signature among several, under one of several secrets', () => {
    const old = Buffer.alloc(32, 9);
    const several = `v1,bad v1a,x ${signed(SECONDS, { by: old })}`;
    const good = { isGood: true, reference: 'msg_1' };
    expect(standard.verify(sent(several), [shared, `whsec_${old.toString('base64')}`], NOW)).toEqual(good);
    expect(standard.verify(sent(several), [shared], NOW)).toEqual({ isGood: false, reason: 'signature' });
  });

  it.each([-301, 301])('refuses a time that is %s seconds off, and takes 300', (off) => {
    const nearly = off > 0 ? off - 1 : off + 1;
    expect(standard.verify(sent(signed(SECONDS + off), SECONDS + off), [shared], NOW)).toMatchObject({
      reason: 'timestamp',
    });
    expect(standard.verify(sent(signed(SECONDS + nearly), SECONDS + nearly), [shared], NOW).isGood).toBe(true);
  });

  it('takes ed25519 by the public key alone', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    const signature = sign(null, Buffer.from(`msg_1.${SECONDS}.${BODY}`), privateKey).toString('base64');
    const secrets = [`whpk_${raw.toString('base64')}`];
    expect(standard.verify(sent(`v1a,${signature}`), secrets, NOW).isGood).toBe(true);
    expect(standard.verify(sent(`v1,${signature}`), secrets, NOW).isGood).toBe(false);
    expect(standard.verify(sent(`v1a,${signature}`), [shared], NOW).isGood).toBe(false);
  });

  it('asks for all three headers', () => {
    expect(standard.verify(call({ 'webhook-id': 'a', 'webhook-timestamp': '1' }), [shared], NOW)).toEqual({
      isGood: false,
      reason: 'no_signature',
    });
  });
});

describe('an API key', () => {
  it('is the secret itself, and the id of a call is taken over', () => {
    expect(apiKey.verify(call({ 'x-api-key': SECRET }), [OTHER, SECRET], NOW)).toEqual({
      isGood: true,
      reference: null,
    });
    const named = call({ 'x-api-key': SECRET, 'webhook-id': 'n-1' });
    expect(apiKey.verify(named, [SECRET], NOW)).toEqual({ isGood: true, reference: 'n-1' });
    expect(apiKey.verify(call({ 'x-api-key': `${SECRET} ` }), [SECRET], NOW)).toMatchObject({ reason: 'signature' });
    expect(apiKey.verify(call({}), [SECRET], NOW)).toMatchObject({ reason: 'no_signature' });
  });
});

describe('BambooHR', () => {
  const sent = (timestamp: string) =>
    call({
      'x-bamboohr-signature': createHmac('sha256', SECRET).update(`${BODY}${timestamp}`).digest('hex'),
      'x-bamboohr-timestamp': timestamp,
    });

  it.each([String(SECONDS), '2026-03-29T10:00:00Z', '2026-03-29T10:00:00+0000'])('signs body and time: %s', (time) => {
    expect(bamboohr.verify(sent(time), [OTHER, SECRET], NOW).isGood).toBe(true);
    expect(bamboohr.verify(sent(time), [OTHER], NOW)).toMatchObject({ reason: 'signature' });
  });

  it('is taken for three hours', () => {
    const ago = (seconds: number) => bamboohr.verify(sent(String(SECONDS - seconds)), [SECRET], NOW);
    expect(ago(3 * 3_600)).toMatchObject({ isGood: true });
    expect(ago(3 * 3_600 + 1)).toMatchObject({ reason: 'timestamp' });
    expect(ago(-301)).toMatchObject({ reason: 'timestamp' });
    // The same with a key that is good no longer: the refusal tells nothing of it.
    expect(bamboohr.verify(sent(String(SECONDS - 86_400)), [OTHER], NOW)).toMatchObject({ reason: 'timestamp' });
  });
});

describe('HiBob', () => {
  const signature = (body: string) => createHmac('sha512', SECRET).update(body).digest('base64');

  it('signs the body', () => {
    const sent = call({ 'bob-signature': signature(BODY) });
    expect(hibob.verify(sent, [SECRET], NOW)).toEqual({ isGood: true, reference: null });
    expect(hibob.verify(sent, [OTHER], NOW)).toMatchObject({ reason: 'signature' });
  });

  it.each(['Ping test', '"Ping test"', '{"text":"Ping test"}'])('sends a test call: %s', (body) => {
    expect(hibob.verify(call({}, body), [SECRET], NOW).isGood).toBe(true);
    expect(hibob.read(call({}, body), '')).toEqual({ is: 'ping' });
  });

  it('is acknowledged with 200, and every other kind with 202', () => {
    const statuses = Object.entries(HR_KINDS).map(([kind, { acknowledges }]) => [kind, acknowledges]);
    expect(statuses.filter(([, status]) => status === '200')).toEqual([['hibob', '200']]);
  });
});

describe('Deel', () => {
  const body = '{"data":{"meta":{"event_type":"contract.created","tracking_id":"t-1"}}}';
  const signed = (text: string) =>
    call({ 'x-deel-signature': createHmac('sha256', SECRET).update(text).digest('hex') }, body);

  it('signs the method and the body, and names each call', () => {
    expect(deel.verify(signed(`POST${body}`), [SECRET], NOW)).toEqual({ isGood: true, reference: 't-1' });
    expect(deel.verify(signed(body), [SECRET], NOW)).toMatchObject({ reason: 'signature' });
  });
});

describe('Personio', () => {
  it('sends a token as it is', () => {
    expect(personio.verify(call({ authorization: SECRET }), [SECRET], NOW).isGood).toBe(true);
    expect(personio.verify(call({ authorization: `Bearer ${SECRET}` }), [SECRET], NOW).isGood).toBe(false);
  });
});

describe('signatures of calls', () => {
  const key = Buffer.alloc(32, 7);
  const shared = `whsec_${key.toString('base64')}`;
  const hmac = (algorithm: string, text: string, encoding: 'hex' | 'base64') =>
    createHmac(algorithm, SECRET).update(text).digest(encoding);
  /** A good call of each kind that signs. */
  const GOOD_CALLS: Readonly<Record<string, { readonly secret: string; readonly headers: RawCall['headers'] }>> = {
    standard: {
      secret: shared,
      headers: {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(SECONDS),
        'webhook-signature': new Webhook(shared).sign('msg_1', new Date(NOW), BODY),
      },
    },
    bamboohr: {
      secret: SECRET,
      headers: {
        'x-bamboohr-signature': hmac('sha256', `${BODY}${SECONDS}`, 'hex'),
        'x-bamboohr-timestamp': String(SECONDS),
      },
    },
    hibob: { secret: SECRET, headers: { 'bob-signature': hmac('sha512', BODY, 'base64') } },
    deel: { secret: SECRET, headers: { 'x-deel-signature': hmac('sha256', `POST${BODY}`, 'hex') } },
  };
  const kinds = Object.entries(GOOD_CALLS).map(([kind, of]) => [kind, of] as const);
  const verified = (kind: string, headers: RawCall['headers'], body: string | Buffer, secret: string) =>
    HR_KINDS[kind as keyof typeof HR_KINDS].verify(call(headers, body), [secret], NOW).isGood;

  it.each(kinds)('of %s are refused with any bit flipped', (kind, { headers, secret }) => {
    expect(verified(kind, headers, BODY, secret)).toBe(true);
    const names = Object.keys(headers) as (keyof RawCall['headers'])[];
    fc.assert(
      fc.property(fc.constantFrom('body' as const, ...names), fc.nat(), fc.nat({ max: 7 }), (part, place, bit) => {
        const bytes = Buffer.from(part === 'body' ? BODY : (headers[part] ?? ''), 'latin1');
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        const flipped = part === 'body' ? headers : { ...headers, [part]: bytes.toString('latin1') };
        expect(verified(kind, flipped, part === 'body' ? bytes : BODY, secret)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it.each(kinds)('of %s are refused where a header is missing, empty, or sent twice', (kind, { headers, secret }) => {
    for (const [name, value] of Object.entries(headers)) {
      for (const other of [undefined, '', `${value}, ${value}x`]) {
        expect(verified(kind, { ...headers, [name]: other }, BODY, secret)).toBe(false);
      }
    }
  });

  it.each(['standard', 'bamboohr'])('of %s are refused when they are old', (kind) => {
    const { headers = {}, secret = '' } = GOOD_CALLS[kind] ?? {};
    const verify = (ms: number) =>
      HR_KINDS[kind as 'standard'].verify(call(headers), [secret], NOW + ms) as { readonly reason?: string };
    expect(verify(4 * 3_600_000).reason).toBe('timestamp');
  });

  it('of Standard Webhooks are those of the published example, and of its reference implementation', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const published = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
    const headers = { 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330' };
    const example = call({ ...headers, 'webhook-signature': published }, '{"test": 2432232314}');
    expect(standard.verify(example, [secret], 1_614_265_330_000).isGood).toBe(true);
    const printable = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 });
    const bytes = fc.uint8Array({ minLength: 24, maxLength: 64 });
    fc.assert(
      fc.property(bytes, printable, fc.string({ unit: 'grapheme', maxLength: 200 }), (random, id, body) => {
        const made = `whsec_${Buffer.from(random).toString('base64')}`;
        const signature = new Webhook(made).sign(id, new Date(NOW), body);
        const sent = { 'webhook-id': id, 'webhook-timestamp': String(SECONDS), 'webhook-signature': signature };
        expect(standard.verify(call(sent, body), [made], NOW)).toEqual({ isGood: true, reference: id });
      }),
      { numRuns: 40 },
    );
  });
});

it('no kind takes any bytes and headers under a secret that they were not made with, or breaks on them', () => {
  const text = fc.oneof(fc.string({ maxLength: 60 }), fc.constant(String(SECONDS)), fc.base64String({ maxLength: 90 }));
  const headers = fc.record(
    {
      'webhook-id': text,
      'webhook-timestamp': text,
      'webhook-signature': text.map((each) => `v1,${each} v1a,${each}`),
      'x-api-key': text,
      authorization: text,
      'x-bamboohr-signature': text,
      'x-bamboohr-timestamp': text,
      'bob-signature': text,
      'x-deel-signature': text,
      'content-type': fc.constantFrom('application/json', 'application/x-www-form-urlencoded'),
    },
    { requiredKeys: [] },
  );
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((json) => Buffer.from(json)),
  );
  fc.assert(
    fc.property(headers, bodies, (given, body) => {
      const sent: RawCall = { headers: given, body };
      for (const kind of Object.values(HR_KINDS)) {
        const reading = kind.read(sent, '2026-03-29T10:00:00.000Z');
        if (reading.is !== 'ping') expect(kind.verify(sent, [SECRET, 'whpk_x'], NOW).isGood).toBe(false);
      }
    }),
    { numRuns: 60 },
  );
});
