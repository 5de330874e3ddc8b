import { isIP } from 'node:net';

/** One variable of the environment. */
export interface Setting<T> {
  readonly name: string;
  /** A description for people; the operator's list of variables is made of these. */
  readonly about: string;
  /** Returns the value, or throws a `Fault` that says what it has to be. */
  readonly read: (text: string) => T;
  readonly fallback: T;
  /** Required in production: in every process that runs services, or in that of the named one. */
  readonly requiredInProduction?: 'services' | 'auth';
}

/**
 * The fault of a value, as the rest of a sentence that starts with the variable's name: "has to be …". Never the value.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
}

export function text(): (value: string) => string {
  return (value) => value;
}

export function wholeNumber(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max) {
      throw new Fault(`has to be a whole number from ${min} to ${max}`);
    }
    return number;
  };
}

export function yesOrNo(): (value: string) => boolean {
  return (value) => oneOf(['true', 'false'])(value) === 'true';
}

export function oneOf<Choice extends string>(choices: readonly Choice[]): (value: string) => Choice {
  return (value) => {
    const choice = choices.find((each) => each === value);
    if (choice === undefined) throw new Fault(`has to be one of ${choices.join(', ')}`);
    return choice;
  };
}

/** An address with one of the given schemes, kept as written. */
export function address(...schemes: readonly string[]): (value: string) => string {
  const expected = `has to be an address that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
  return (value) => {
    if (!URL.canParse(value) || !schemes.includes(new URL(value).protocol.slice(0, -1))) throw new Fault(expected);
    return value;
  };
}

/** Parts separated by commas; none for an empty one. */
export function listOf<T>(read: (value: string) => T): (value: string) => readonly T[] {
  return (value) => value.split(',').map((part) => read(part.trim()));
}

/** An origin as browsers send it (RFC 6454): scheme, host and port, and no wildcard. */
export function origin(): (value: string) => string {
  return (value) => {
    const exact = URL.canParse(value) && new URL(value).origin === value && /^https?:/.test(value);
    if (!exact) throw new Fault('has to be exact origins such as https://app.example.org, separated by commas');
    return value;
  };
}

/** An address, or a network in CIDR notation (RFC 4632, RFC 4291). */
export function network(): (value: string) => string {
  return (value) => {
    const [address = '', prefix, ...more] = value.split('/');
    const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
    const fits = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= longest);
    if (longest < 0 || !fits || more.length > 0) {
      throw new Fault('has to be addresses or networks such as 10.0.0.0/8, separated by commas');
    }
    return value;
  };
}

/** 32 bytes in base64 (either alphabet) or hex. */
export function key256(): (value: string) => Buffer {
  return (value) => {
    const bytes = /^[0-9a-f]{64}$/i.test(value) ? Buffer.from(value, 'hex') : Buffer.from(value, 'base64');
    const wellFormed = /^[0-9a-f]{64}$/i.test(value) || /^[\w+/-]{43}=?$/.test(value);
    if (!wellFormed || bytes.length !== 32) {
      throw new Fault('has to be 32 random bytes in base64 or hex (openssl rand -base64 32)');
    }
    return bytes;
  };
}
