import { isIPv6 } from 'node:net';

/** An IPv4 address that came through an IPv6 socket, as IPv4. */
export function plainAddress(ip: string): string {
  return ip.startsWith('::ffff:') ? ip.slice('::ffff:'.length) : ip;
}

/** Who counts as one address: an IPv4 address, or an IPv6 network of 64 bits, which is what one line is given. */
export function addressKey(ip: string): string {
  const address = plainAddress(ip);
  return isIPv6(address) ? networkOf(address) : address;
}

function networkOf(address: string): string {
  const [head, tail] = address.split('::') as [string, string?];
  const left = head === '' ? [] : head.split(':');
  if (tail === undefined) return `${left.slice(0, 4).join(':')}::/64`;
  const right = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}
