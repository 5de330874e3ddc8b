import { Secret, TOTP } from 'otpauth';
import { secretsMatch } from '#libs/identity';

const ISSUER = 'OpsLedger';
const PERIOD_SECONDS = 30;
const DIGITS = 6;
/** RFC 4226, 4: as long as SHA-1's result. */
const SECRET_BYTES = 20;
const CODE = /^\d{6}$/;

/** RFC 6238 with the values that every authenticator knows. */
function totp(secret: Secret, label = ''): TOTP {
  return new TOTP({ issuer: ISSUER, label, algorithm: 'SHA1', digits: DIGITS, period: PERIOD_SECONDS, secret });
}

export function newTotpSecret(): Buffer {
  return Buffer.from(new Secret({ size: SECRET_BYTES }).bytes);
}

/** The secret as an authenticator takes it. */
export function shownSecret(secret: Buffer, email: string): { readonly secret: string; readonly uri: string } {
  const shown = secretOf(secret);
  return { secret: shown.base32, uri: totp(shown, email).toString() };
}

export function isTotp(code: string): boolean {
  return CODE.test(code);
}

/** The step whose code this is, of the present one and the one before; undefined for a wrong code. */
export function stepOf(secret: Buffer, code: string, seconds: number): number | undefined {
  const present = Math.floor(seconds / PERIOD_SECONDS);
  // Always both, so that the time shows nothing.
  const [isPresent, isBefore] = [present, present - 1].map((step) => secretsMatch(code, codeAt(secret, step)));
  if (isPresent) return present;
  return isBefore ? present - 1 : undefined;
}

export function codeAt(secret: Buffer, step: number): string {
  return totp(secretOf(secret)).generate({ timestamp: step * PERIOD_SECONDS * 1_000 });
}

/** A buffer's memory is shared: the library would take all of it. */
function secretOf(secret: Buffer): Secret {
  return new Secret({ buffer: new Uint8Array(secret).buffer });
}
