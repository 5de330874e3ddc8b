import { createHash } from 'node:crypto';
import { COMMON_PASSWORDS } from './common-passwords.generated';

const bits = Buffer.from(COMMON_PASSWORDS.bits, 'base64');

/**
 * Whether a whole password is on the lists of common ones, without regard to case. A Bloom filter: a password that is
 * on none of them is taken for one of them with a chance of one in a million. `test/check/passwords.mjs` makes it.
 */
export function isCommonPassword(password: string): boolean {
  const digest = createHash('sha512').update(password.normalize('NFC').toLowerCase()).digest();
  const size = bits.length * 8;
  for (let at = 0; at < COMMON_PASSWORDS.hashes; at++) {
    const bit = digest.readUIntBE(at * 3, 3) % size;
    if (((bits[bit >> 3] as number) & (1 << (bit & 7))) === 0) return false;
  }
  return true;
}
