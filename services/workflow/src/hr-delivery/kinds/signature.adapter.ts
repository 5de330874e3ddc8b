import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether a text is the HMAC of these bytes under one of the secrets, to the letter: lenient decoders pass over letters.
 * Every secret is tried, at the same cost.
 */
export function isSignedBy(
  given: string,
  secrets: readonly (string | Buffer)[],
  {
    algorithm,
    encoding,
    parts,
  }: {
    readonly algorithm: 'sha256' | 'sha512';
    readonly encoding: 'hex' | 'base64';
    readonly parts: readonly (string | Uint8Array)[];
  },
): boolean {
  const claimed = Buffer.from(given, 'utf8');
  let isGood = false;
  for (const secret of secrets) {
    const hmac = createHmac(algorithm, secret);
    for (const part of parts) hmac.update(part);
    if (sameBytes(Buffer.from(hmac.digest(encoding), 'utf8'), claimed)) isGood = true;
  }
  return isGood;
}

/** The length is no secret: it is the algorithm's. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
