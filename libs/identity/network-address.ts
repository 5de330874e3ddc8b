import { isIP, isIPv6 } from 'node:net';

/** An IPv4 address that came through an IPv6 socket, as IPv4. */
export function plainAddress(ip: string): string {
  return ip.startsWith('::ffff:') ? ip.slice('::ffff:'.length) : ip;
}

/** The key of one client address: an IPv4 address, or the IPv6 network of 64 bits that one line is given. */
export function addressKey(ip: string): string {
  const address = plainAddress(ip);
  return isIPv6(address) ? ipv6Network(address, 64) : address;
}

/** The key of the /48 of an IPv6 address, which is one customer's; undefined for any other address. */
export function siteKey(ip: string): string | undefined {
  const address = plainAddress(ip);
  return isIPv6(address) ? ipv6Network(address, 48) : undefined;
}

/**
 * The network of an address: `203.0.113.0/24`, or the first bits of an IPv6 address. A /24 and a /48 hold many lines, a
 * /64 one. `unknown` for text that is not an address.
 */
export function networkOf(ip: string, ipv6Bits: 48 | 64): string {
  if (isIP(ip) === 0) return 'unknown';
  const address = plainAddress(ip);
  return isIPv6(address) ? ipv6Network(address, ipv6Bits) : address.replace(/\d+$/, '0/24');
}

function ipv6Network(address: string, bits: 48 | 64): string {
  const [head, tail] = address.split('::') as [string, string?];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return `${[...left, ...zeros, ...right].slice(0, bits / 16).join(':')}::/${bits}`;
}
