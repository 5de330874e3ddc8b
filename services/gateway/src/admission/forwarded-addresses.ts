import type { IncomingMessage } from 'node:http';
import { isValid } from 'ipaddr.js';

/**
 * The trusted addresses of `X-Forwarded-For`, in order, without ports and brackets. An entry that is no address ends
 * the chain: no known proxy added the entries before it, so a client may have made them up.
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

/** Rewrites the header into the form that Fastify reads, before Fastify reads it. */
export function normaliseForwarded({ headers }: IncomingMessage): void {
  const header = headers['x-forwarded-for'];
  if (header === undefined) return;
  const addresses = forwardedAddresses(String(header));
  headers['x-forwarded-for'] = addresses.join(', ');
}
