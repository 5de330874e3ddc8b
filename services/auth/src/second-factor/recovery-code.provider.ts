import { createHmac, randomBytes } from 'node:crypto';

const CODES = 10;
/** Crockford's base 32: no letter that is taken for a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 120 bits, in four groups. */
const LENGTH = 24;
const GROUP = 6;
const SHAPE = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);

export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: CODES }, () => {
    const letters = [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
    return (letters.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-');
  });
}

/** The letters alone, as they were made; undefined for a text that is no recovery code. */
export function readRecoveryCode(typed: string): string | undefined {
  const letters = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll(/[IL]/g, '1').replaceAll('O', '0');
  return SHAPE.test(letters) ? letters : undefined;
}

/** More than 112 bits need no slow hash; the key makes a stolen table useless by itself. */
export function hashOfRecoveryCode(key: Buffer, factorId: string, letters: string): Buffer {
  return createHmac('sha256', key).update(`recovery-code/v1\n${factorId}\n${letters}`).digest();
}
