import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
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
