import { createPublicKey, verify } from 'node:crypto';
import { bad, type HrKind, type RawCall, type Verified } from '../hr-kind';
import { readCanonical } from '../readings/canonical';
import { jsonOf } from '../readings/json';
import { isSignedBy } from './signature.adapter';

const TOLERANCE_MS = 300_000;

/** An ed25519 public key in DER begins with these bytes (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const PUBLIC_KEY = 'whpk_';

/** Standard Webhooks: `v1`, HMAC-SHA256, and `v1a`, ed25519, over `id.timestamp.body`; several signatures. */
export const standard: HrKind = {
  acknowledges: '202',
  verify(call: RawCall, secrets: readonly string[], receivedAt: number): Verified {
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = call.headers;
    if (!id || !timestamp || !signatures) return bad('no_signature');
    if (!/^\d{1,12}$/.test(timestamp) || Math.abs(receivedAt - Number(timestamp) * 1_000) > TOLERANCE_MS) {
      return bad('timestamp');
    }
    const parts = [`${id}.${timestamp}.`, call.body];
    const isGood = signatures
      .split(' ')
      .map((each) => isGoodSignature(each, secrets, parts))
      .includes(true);
    return isGood ? { isGood, reference: id } : bad('signature');
  },
  read: (call, receivedAt) => readCanonical(jsonOf(call.body), receivedAt),
};

function isGoodSignature(text: string, secrets: readonly string[], parts: readonly (string | Uint8Array)[]): boolean {
  const comma = text.indexOf(',');
  const [version, given] = [text.slice(0, comma), text.slice(comma + 1)];
  if (version === 'v1') {
    const keys = secrets.filter((secret) => !secret.startsWith(PUBLIC_KEY)).map(sharedKey);
    return isSignedBy(given, keys, { algorithm: 'sha256', encoding: 'base64', parts });
  }
  if (version !== 'v1a') return false;
  const message = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const signature = Buffer.from(given, 'base64');
  if (signature.toString('base64') !== given) return false;
  return secrets
    .filter((secret) => secret.startsWith(PUBLIC_KEY))
    .some((secret) => isGoodEd25519(message, signature, secret));
}

/** `whsec_` and base64; a secret of another form is taken as it is. */
function sharedKey(secret: string): Buffer {
  const text = secret.replace(/^whsec_/, '');
  const decoded = Buffer.from(text, 'base64');
  const isBase64 = decoded.toString('base64').replaceAll('=', '') === text.replaceAll('=', '');
  return isBase64 ? decoded : Buffer.from(secret, 'utf8');
}

function isGoodEd25519(message: Buffer, signature: Buffer, publicKey: string): boolean {
  const raw = Buffer.from(publicKey.slice(PUBLIC_KEY.length), 'base64');
  if (raw.length !== 32 || signature.length !== 64) return false;
  try {
    const key = createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' });
    return verify(null, message, key, signature);
  } catch {
    // No point of the curve: no signature is good under it.
    return false;
  }
}
