import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whether a text says the HMAC of these bytes under one of the secrets. Every secret is tried, at the same cost. */
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
  const claimed = Buffer.from(given.trim(), encoding);
  let isGood = false;
  for (const secret of secrets) {
    const hmac = createHmac(algorithm, secret);
    for (const part of parts) hmac.update(part);
    if (sameBytes(hmac.digest(), claimed)) isGood = true;
  }
  return isGood;
}

/** The length is no secret: it is the algorithm's. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
