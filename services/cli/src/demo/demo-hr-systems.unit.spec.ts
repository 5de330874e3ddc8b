import { createHmac } from 'node:crypto';
import { demoSecret } from './demo-accounts';
import { signatureOf, type DemoCall } from './demo-hr-systems';

const secret = demoSecret('a password', 'harbour-bakery/hr');
const source = { slug: 'harbour-bakery-hr', kind: 'standard', secret } as const;
const call: DemoCall = { id: 'm-1', body: { type: 'person.hired' }, happenedAt: Date.parse('2026-11-22T08:10:00Z') };
const body = JSON.stringify(call.body);

/** HMAC-SHA256 over id, time and body, by the bytes of the secret. */
function expected({ 'webhook-id': id, 'webhook-timestamp': at }: Readonly<Record<string, string>>): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`;
}

it('signs as Standard Webhooks says, with a secret that is the same for each load', () => {
  const headers = signatureOf(source, call, body);
  expect(headers).toMatchObject({ 'webhook-id': 'm-1', 'webhook-signature': expected(headers) });
  expect(Math.abs(Date.now() / 1_000 - Number(headers['webhook-timestamp']))).toBeLessThan(60);
  expect(demoSecret('a password', 'harbour-bakery/hr')).toBe(secret);
});

it('signs wrongly, when it has to', () => {
  const headers = signatureOf(source, { ...call, signed: 'wrongly' }, body);
  expect(headers['webhook-signature']).not.toBe(expected(headers));
});

it('signs a call that came too late with the same bytes each time: it is kept once', () => {
  const late = { ...call, signed: 'late' } as const;
  expect(signatureOf(source, late, body)).toEqual(signatureOf(source, late, body));
  expect(signatureOf(source, late, body)['webhook-timestamp']).toBe('1795335000');
});

it('is refused for another API key', () => {
  const of = { ...source, kind: 'api_key' } as const;
  expect(signatureOf(of, call, body)).toEqual({ 'x-api-key': secret });
  expect(signatureOf(of, { ...call, signed: 'wrongly' }, body)['x-api-key']).not.toBe(secret);
});
