import type { IncomingMessage } from 'node:http';
import { isValid } from 'ipaddr.js';

/**
 * The addresses of `X-Forwarded-For` that can be believed, in order, without ports and brackets. What is no address ends
 * the chain: entries before it were handed on by nobody known, and a client may have made them up.
 */
export function forwardedAddresses(header: string): readonly string[] {
  const addresses: string[] = [];
  for (const entry of header.split(',').toReversed()) {
    const address = withoutPort(entry.trim());
    if (!isValid(address) || !/[.:]/.test(address)) break;
    addresses.unshift(address);
  }
  return addresses;
}

function withoutPort(entry: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\](?::\d{1,5})?|([^:]*):\d{1,5})$/.exec(entry) ?? [];
  return bracketed ?? plain ?? entry;
}

/** Puts the header into the form that Fastify reads, before it does. */
export function normaliseForwarded({ headers }: IncomingMessage): void {
  const header = headers['x-forwarded-for'];
  if (header === undefined) return;
  const addresses = forwardedAddresses(String(header));
  headers['x-forwarded-for'] = addresses.join(', ');
}
